import Link from 'next/link';
import { formatBytes, formatCount, formatUnit, unknown } from '../format/number.ts';
import { formatDate, formatDateTime } from '../format/time.ts';
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
    entryBytes
    indexBytes
    sealedAt
    health {
      labelPurity
    }
    task {
      id
      title
      synthetic
    }
    derivedFrom {
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
  const origin = base.derivedFrom?.name;
  return (
    <tr>
      <td>
        <Link
          href={`/knowledge-bases/${encodeURIComponent(base.id)}`}
          {...rowOpener}
          className="block max-w-[200px] truncate hover:text-accent md:max-w-[320px]"
          title={base.name}
        >
          {origin ? nameWithin(base.name, origin) : base.name}
          {origin && <span className="text-xs text-ink-2"> of {origin}</span>}
        </Link>
      </td>
      <td>
        <span className="inline-block max-w-56 truncate align-bottom" title={base.task.title}>
          {base.task.title}
        </span>
        {base.task.synthetic && <SyntheticMark />}
      </td>
      <td className="text-ink-2">{base.dataset.name}</td>
      <td className="number">{formatCount(base.size)}</td>
      <td className="number">{formatCount(base.dimension)}</td>
      <td className="number">{formatBytes(base.entryBytes)}</td>
      <td className="number">
        {Number(base.indexBytes) > 0 ? (
          formatBytes(base.indexBytes)
        ) : (
          <span className="text-ink-2">{unknown}</span>
        )}
      </td>
      <td className="number">{formatUnit(base.health?.labelPurity)}</td>
      <td className="number text-ink-2" title={base.sealedAt ? formatDateTime(base.sealedAt) : undefined}>
        {base.sealedAt ? formatDate(base.sealedAt) : 'being written'}
      </td>
    </tr>
  );
}

/** What a variant's name says beyond that of what it was made from: `herding to 20 %`. */
function nameWithin(name: string, origin: string): string {
  return name.startsWith(`${origin}, `) ? name.slice(origin.length + 2) : name;
}
