import Link from 'next/link';
import { formatBytes, formatCount } from '../format/number.ts';
import { formatDateTime } from '../format/time.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { Facts } from '../ui/facts.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { SyntheticMark } from '../ui/synthetic-mark.tsx';
import { indexText } from './index-text.ts';
import { keysText } from './keys-text.ts';
import { KnowledgeBaseHealth } from './knowledge-base-health.tsx';
import { storageText } from './storage-text.ts';

const KnowledgeBaseHeaderDocument = graphql(`
  fragment KnowledgeBaseHeader on KnowledgeBase {
    id
    name
    dimension
    classes
    size
    entryBytes
    indexBytes
    createdAt
    sealedAt
    index {
      connectivity
      efConstruction
    }
    task {
      id
      title
      synthetic
    }
    teacher {
      id
      name
      recipe {
        digest
        config(keys: ["blackBox"])
      }
    }
    dataset {
      digest
      name
      size
    }
    keyBytes
    storage
    rerank
    method
    derivedFrom {
      id
      name
    }
    health {
      ...KnowledgeBaseHealth
    }
  }
`);

/** Name and figures of a knowledge base, and its health where it was computed. */
export function KnowledgeBaseHeader({
  base: masked,
}: {
  base: FragmentType<typeof KnowledgeBaseHeaderDocument>;
}) {
  const base = readFragment(KnowledgeBaseHeaderDocument, masked);
  const facts = [
    {
      term: 'Task',
      value: (
        <>
          {base.task.title}
          {base.task.synthetic && <SyntheticMark />}
        </>
      ),
    },
    {
      term: 'Teacher',
      value: (
        <Link href={`/runs/${encodeURIComponent(base.teacher.id)}`} className="text-accent hover:underline">
          {base.teacher.name}
        </Link>
      ),
    },
    { term: 'Dataset', value: `${base.dataset.name} (${formatCount(base.dataset.size)} examples)` },
    { term: 'Entries', value: formatCount(base.size) },
    { term: 'Dimension', value: formatCount(base.dimension) },
    { term: 'Classes', value: formatCount(base.classes) },
    { term: 'Keys', value: `${formatBytes(base.keyBytes)}, ${storageText(base.storage, base.rerank)}` },
    { term: 'Entries on disk', value: formatBytes(base.entryBytes) },
    { term: 'HNSW index', value: Number(base.indexBytes) > 0 ? formatBytes(base.indexBytes) : 'none' },
    { term: 'Embedded by', value: keysText(base.teacher.recipe.config) },
    { term: 'Search', value: indexText(base.index) },
    ...(base.derivedFrom
      ? [
          {
            term: 'Derived from',
            value: (
              <Link
                href={`/knowledge-bases/${encodeURIComponent(base.derivedFrom.id)}`}
                className="text-accent hover:underline"
              >
                {base.derivedFrom.name}
              </Link>
            ),
          },
        ]
      : []),
    { term: 'Sealed', value: base.sealedAt ? formatDateTime(base.sealedAt) : 'being written' },
  ];
  return (
    <>
      <PageHeader
        crumbs={[{ title: 'Knowledge bases', href: '/knowledge-bases' }]}
        title={base.name}
        tools={
          <span className="text-xs text-ink-2">
            {base.sealedAt ? 'Sealed: entries never change' : 'Being written'}
          </span>
        }
      >
        <div className="mt-4">
          <Facts facts={facts} />
        </div>
      </PageHeader>
      {base.health && <KnowledgeBaseHealth health={base.health} />}
    </>
  );
}
