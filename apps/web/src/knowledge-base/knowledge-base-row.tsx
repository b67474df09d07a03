import Link from 'next/link';
import { formatBytes, formatCount, formatUnit } from '../format/number.ts';
import { formatDateTime } from '../format/time.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { rowOpener } from '../ui/row-keys.ts';
import { SyntheticMark } from '../ui/synthetic-mark.tsx';

const KnowledgeBaseRowDocument = graphql(`
  fragment KnowledgeBaseRow on KnowledgeBase {
    id
    name
    dimension
    size
    bytes
    sealedAt
    indexed
    health {
      labelPurity
    }
    task {
      id
      title
      synthetic
    }
    teacher {
      id
      name
    }
    dataset {
      digest
      name
    }
  }
`);

/** One knowledge base in the list. */
export function KnowledgeBaseRow({ base: masked }: { base: FragmentType<typeof KnowledgeBaseRowDocument> }) {
  const base = readFragment(KnowledgeBaseRowDocument, masked);
  return (
    <tr>
      <td>
        <Link
          href={`/knowledge-bases/${encodeURIComponent(base.id)}`}
          {...rowOpener}
          className="block max-w-[180px] truncate hover:text-accent md:max-w-[320px]"
          title={base.name}
        >
          {base.name}
        </Link>
      </td>
      <td>
        <span className="inline-block max-w-56 truncate align-bottom" title={base.task.title}>
          {base.task.title}
        </span>
        {base.task.synthetic && <SyntheticMark />}
      </td>
      <td>
        <Link
          href={`/runs/${encodeURIComponent(base.teacher.id)}`}
          className="hover:text-accent hover:underline"
        >
          {base.teacher.name}
        </Link>
      </td>
      <td className="text-ink-2">{base.dataset.name}</td>
      <td className="number">{formatCount(base.size)}</td>
      <td className="number">{formatCount(base.dimension)}</td>
      <td className="number">{formatBytes(base.bytes)}</td>
      <td className="number">{formatUnit(base.health?.labelPurity)}</td>
      <td className="text-ink-2">{base.indexed ? 'HNSW index' : 'exact'}</td>
      <td className="number text-ink-2">{base.sealedAt ? formatDateTime(base.sealedAt) : 'being written'}</td>
    </tr>
  );
}
