import Link from 'next/link';
import { formatCount } from '../format/number.ts';
import { formatMeanSd, scoreTitle } from '../format/score.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { predictorTitle } from '../prediction/predictor-title.ts';
import { Command } from '../ui/command.tsx';
import { Section } from '../ui/section.tsx';
import { VariantPlot } from './variant-plot.tsx';
import {
  type Comparison,
  comparisonsOf,
  plotted,
  type VariantPoint,
  variantPoints,
} from './variant-points.ts';
import { VariantTable } from './variant-table.tsx';

const VariantDocument = graphql(`
  fragment VariantScores on KnowledgeBase {
    id
    name
    method
    settings
    size
    entryBytes
    indexBytes
    task {
      id
      scores
    }
    keyBytes
    results {
      dataset {
        digest
        name
      }
      recipe {
        digest
      }
      recipeName
      predictor
      students
      alone
      aloneSd
      neighborsOnly
      neighborsOnlySd
      fused
      fusedSd
      values {
        run {
          id
        }
        fused
      }
      k
      temperature
      beta
    }
  }
`);

type Variant = FragmentType<typeof VariantDocument>;

/** Smaller variants next to the original: score against rows and bytes, and the figures, for each dataset and recipe of students. */
export function VariantsSection({ base, variants }: { base: Variant; variants: readonly Variant[] }) {
  const [original, ...smaller] = [base, ...variants].map((each) => readFragment(VariantDocument, each));
  if (!original || original.method != null) return null;
  const title = 'How small can it be before scores fall?';
  const score = scoreTitle(
    original.task.scores.length > 1
      ? `mean of ${original.task.scores.join(' and ')}`
      : (original.task.scores[0] ?? 'score'),
  );
  if (smaller.length === 0) {
    return (
      <Section title={title} note="No variants yet. Create them, without training, with:">
        <Command text={`npx stillhouse compress --knowledge-base ${original.id}`} />
      </Section>
    );
  }
  return (
    <Section
      title={title}
      note="Mean ± sd over the students of one recipe, by the latest evaluation of each. Variants are searched exactly, so that an index has no part in what they lose."
    >
      {comparisonsOf(smaller).map((comparison) => (
        <Compared
          key={`${comparison.dataset.digest} ${comparison.recipe.digest}`}
          comparison={comparison}
          points={variantPoints([original, ...smaller], comparison)}
          score={score}
        />
      ))}
    </Section>
  );
}

function Compared({
  comparison: { dataset, recipe, recipeName, predictor },
  points,
  score,
}: {
  comparison: Comparison;
  points: readonly VariantPoint[];
  score: string;
}) {
  const before = points.find(({ method }) => method === null) ?? null;
  const first = before ?? points[0];
  if (!first) return null;
  const shown = plotted(points);
  return (
    <div className="mb-6">
      <h3 className="numeric mb-3 text-xs text-ink-2">
        {dataset.name}:{' '}
        <Link href={`/recipes/${recipe.digest}`} className="text-accent hover:underline">
          {recipeName}
        </Link>
        , ranked by {predictorTitle(predictor, 'STUDENT').toLowerCase()}; {score};{' '}
        {first.students === 1 ? 'one student' : `${formatCount(first.students)} students`},{' '}
        {formatMeanSd(first.alone, first.aloneSd)} alone
      </h3>
      {shown.length > 0 && (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-6 md:grid-cols-[repeat(2,minmax(0,1fr))]">
          <VariantPlot points={shown} alone={first.alone} score={score} size="rows" />
          <VariantPlot points={shown} alone={first.alone} score={score} size="keyBytes" />
        </div>
      )}
      <VariantTable label={`Variants on ${dataset.name}, ${recipeName}`} points={points} original={before} />
    </div>
  );
}
