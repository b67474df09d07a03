import type { Predictor } from '@stillhouse/domain/record/evaluation.ts';
import type { Outcome } from '@stillhouse/domain/retrieval/outcome.ts';
import Link from 'next/link';
import { formatScoreValue, formatUnit, unknown } from '../format/number.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { ExampleText } from '../prediction/example-text.tsx';
import { LabelName } from '../prediction/label-name.tsx';
import type { Probability } from '../prediction/soft-label-bar.tsx';
import { top } from '../prediction/top.ts';
import { rowOpener } from '../ui/row-keys.ts';
import { OutcomeBadge } from './outcome-badge.tsx';

const PredictionRowDocument = graphql(`
  fragment PredictionRow on Prediction {
    id
    index
    key
    text
    gold
    outcome
    student {
      label
      value
    }
    fused {
      label
      value
    }
    teacher {
      label
      value
    }
  }
`);

/** A predictor that has a column of the list. */
export type ListedPredictor = Exclude<Predictor, 'RETRIEVED'>;

/** One prediction in the list; `walk` stays in the example page's address so that its next and previous keep to that outcome. */
export function PredictionRow({
  evaluation,
  prediction: masked,
  labels,
  predictors,
  walk,
}: {
  evaluation: string;
  prediction: FragmentType<typeof PredictionRowDocument>;
  labels: readonly string[];
  /** In the order of their columns. */
  predictors: readonly ListedPredictor[];
  walk: Outcome | null;
}) {
  const prediction = readFragment(PredictionRowDocument, masked);
  const said = { STUDENT: prediction.student, FUSED: prediction.fused, TEACHER: prediction.teacher };
  const href = `/evaluations/${encodeURIComponent(evaluation)}/predictions/${prediction.index}`;
  return (
    <tr>
      <td className="number">
        <Link
          href={walk ? `${href}?outcome=${walk}` : href}
          {...rowOpener}
          aria-label={`Example ${prediction.index}`}
          title={prediction.key}
          className="text-accent hover:underline"
        >
          {prediction.index}
        </Link>
      </td>
      <td className="!whitespace-normal py-1.5!">
        <div className="min-w-[300px] max-w-[900px]">
          <ExampleText texts={prediction.text} />
        </div>
      </td>
      <td>
        <LabelName label={prediction.gold} labels={labels} />
      </td>
      {predictors.map((predictor) => (
        <Predicted key={predictor} probabilities={said[predictor]} gold={prediction.gold} />
      ))}
      {labels.length > 0 && (
        <td>{prediction.outcome ? <OutcomeBadge outcome={prediction.outcome} /> : unknown}</td>
      )}
    </tr>
  );
}

function Predicted({
  probabilities,
  gold,
}: {
  probabilities: readonly Probability[] | null | undefined;
  gold: string | null | undefined;
}) {
  const [only] = probabilities ?? [];
  if (only && probabilities?.length === 1) return <ScoreCell value={only.value} gold={gold} />;
  const best = top(probabilities);
  if (!best) return <td className="text-ink-2">{unknown}</td>;
  const wrong = gold != null && best.label !== gold;
  return (
    <td title={wrong ? 'wrong' : undefined}>
      <span className={wrong ? 'underline decoration-dotted underline-offset-4' : ''}>{best.label}</span>
      <span className="ml-1.5 text-xs text-ink-2">{formatUnit(best.value)}</span>
    </td>
  );
}

/** A predicted score, and by how much it differs from the gold one. */
function ScoreCell({ value, gold }: { value: number; gold: string | null | undefined }) {
  const difference = gold == null ? null : value - Number(gold);
  return (
    <td className="number">
      {formatScoreValue(value)}
      {difference !== null && (
        <span className="ml-1.5 inline-block w-10 text-xs text-ink-2">
          {difference > 0 ? '+' : ''}
          {formatScoreValue(difference)}
        </span>
      )}
    </td>
  );
}
