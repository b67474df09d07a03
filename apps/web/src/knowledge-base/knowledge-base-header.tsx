import Link from 'next/link';
import { formatBytes, formatCount, formatScoreValue, formatUnit } from '../format/number.ts';
import { formatScore } from '../format/score.ts';
import { formatDateTime } from '../format/time.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { Facts } from '../ui/facts.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Section } from '../ui/section.tsx';
import { SyntheticMark } from '../ui/synthetic-mark.tsx';

const KnowledgeBaseHeaderDocument = graphql(`
  fragment KnowledgeBaseHeader on KnowledgeBase {
    id
    name
    dimension
    classes
    size
    bytes
    createdAt
    sealedAt
    indexed
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
      size
    }
    health {
      labelPurity
      labelPurityK
      teacherAccuracy
      meanEntropy
      neighborScoreGap
      teacherPearson
      teacherError
      duplicates
    }
  }
`);

/** Name and figures of a knowledge base, and its health where it was taken. */
export function KnowledgeBaseHeader({
  base: masked,
}: {
  base: FragmentType<typeof KnowledgeBaseHeaderDocument>;
}) {
  const base = readFragment(KnowledgeBaseHeaderDocument, masked);
  const health = base.health;
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
    { term: 'Size', value: formatBytes(base.bytes) },
    { term: 'Search', value: base.indexed ? 'HNSW index' : 'exact scan' },
    { term: 'Sealed', value: base.sealedAt ? formatDateTime(base.sealedAt) : 'being written' },
  ];
  return (
    <>
      <PageHeader
        crumbs={[{ title: 'Knowledge bases', href: '/knowledge-bases' }]}
        title={base.name}
        tools={
          <span className="text-xs text-ink-2">
            {base.sealedAt ? 'Sealed: it never changes' : 'Being written'}
          </span>
        }
      >
        <div className="mt-4">
          <Facts facts={facts} />
        </div>
      </PageHeader>
      {health && (
        <Section title="Health" note="Taken when it was sealed.">
          <Facts
            facts={[
              ...(health.neighborScoreGap == null
                ? [
                    { term: `Label purity @ ${health.labelPurityK}`, value: formatUnit(health.labelPurity) },
                    { term: 'Teacher accuracy, %', value: formatScore(health.teacherAccuracy) },
                    { term: 'Mean entropy, nats', value: formatUnit(health.meanEntropy) },
                  ]
                : [
                    {
                      term: `Score gap to nearest ${health.labelPurityK}`,
                      value: formatScoreValue(health.neighborScoreGap),
                    },
                    { term: 'Teacher’s Pearson × 100', value: formatScore(health.teacherPearson) },
                    { term: 'Teacher’s RMSE', value: formatScoreValue(health.teacherError) },
                  ]),
              { term: 'Duplicate texts', value: formatCount(health.duplicates) },
            ]}
          />
        </Section>
      )}
    </>
  );
}
