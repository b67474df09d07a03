import { formatCount, formatScoreValue, formatUnit, unknown } from '../format/number.ts';
import { formatScore } from '../format/score.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { type Fact, Facts } from '../ui/facts.tsx';
import { Section } from '../ui/section.tsx';

const KnowledgeBaseHealthDocument = graphql(`
  fragment KnowledgeBaseHealth on KnowledgeBaseHealth {
    labelPurity
    labelPurityK
    teacherAccuracy
    meanEntropy
    neighborScoreGap
    teacherPearson
    teacherError
    duplicates
    hubSkewness
    deadEntries
    largestHubs {
      entry
      occurrences
    }
    leakage {
      dataset
      examples
      leaked
    }
  }
`);

/** Figures that tell a good knowledge base from a bad one; those of a regression in place of those of classes. */
export function KnowledgeBaseHealth({
  health: masked,
}: {
  health: FragmentType<typeof KnowledgeBaseHealthDocument>;
}) {
  const health = readFragment(KnowledgeBaseHealthDocument, masked);
  const k = health.labelPurityK;
  const [hub] = health.largestHubs ?? [];
  const aboutLabels: Fact[] =
    health.neighborScoreGap != null
      ? [
          { term: `Score gap to nearest ${k}`, value: formatScoreValue(health.neighborScoreGap) },
          { term: 'Teacher’s Pearson on them × 100', value: formatScore(health.teacherPearson) },
          { term: 'Teacher’s RMSE on them', value: formatScoreValue(health.teacherError) },
        ]
      : [
          { term: `Label purity @ ${k}`, value: formatUnit(health.labelPurity) },
          { term: 'Teacher accuracy on them, %', value: formatScore(health.teacherAccuracy) },
          { term: 'Mean entropy, nats', value: formatUnit(health.meanEntropy) },
        ];
  const facts: Fact[] = [
    ...aboutLabels,
    { term: 'Duplicate texts', value: formatCount(health.duplicates) },
    { term: `Hub skewness @ ${k}`, value: formatUnit(health.hubSkewness) },
    {
      term: 'Largest hub',
      value: hub ? `entry ${formatCount(hub.entry)}, near ${formatCount(hub.occurrences)} others` : unknown,
    },
    { term: `Dead entries @ ${k}`, value: formatCount(health.deadEntries) },
    { term: 'Evaluation texts inside', value: leakageText(health.leakage) },
  ];
  return (
    <Section
      title="Health"
      note="Computed at sealing, over the entries: examples that the teacher was trained on."
    >
      <Facts facts={facts} />
    </Section>
  );
}

type Leakage = readonly { dataset: string; examples: number; leaked: number }[];

/** `dev 3 of 872`, … */
function leakageText(leakage: Leakage | null | undefined): string {
  if (!leakage || leakage.length === 0) return unknown;
  return leakage
    .map(({ dataset, examples, leaked }) => `${dataset} ${formatCount(leaked)} of ${formatCount(examples)}`)
    .join(', ');
}
