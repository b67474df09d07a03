import type { Predictor } from '@stillhouse/domain/record/evaluation.ts';
import type { RunKind } from '@stillhouse/domain/run/run.ts';
import { formatUnit } from '../format/number.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { cx } from '../ui/cx.ts';
import { PredictorName, predictorBackground } from './predictor.tsx';
import type { Probability } from './soft-label-bar.tsx';
import { top } from './top.ts';

const DistributionsDocument = graphql(`
  fragment Distributions on Prediction {
    student {
      label
      value
    }
    retrieved {
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

/** For each label the predictors' probabilities, as bars on a common scale. */
export function Distributions({
  prediction,
  gold,
  kind,
}: {
  prediction: FragmentType<typeof DistributionsDocument>;
  gold: string | null;
  /** Of the run that predicts. */
  kind: RunKind;
}) {
  const { student, retrieved, fused, teacher } = readFragment(DistributionsDocument, prediction);
  const said: { predictor: Predictor; probabilities: readonly Probability[] }[] = (
    [
      { predictor: 'STUDENT', probabilities: student },
      { predictor: 'RETRIEVED', probabilities: retrieved },
      { predictor: 'FUSED', probabilities: fused },
      { predictor: 'TEACHER', probabilities: teacher },
    ] as const
  ).flatMap(({ predictor, probabilities }) => (probabilities ? [{ predictor, probabilities }] : []));
  return (
    <div className="grid max-w-5xl gap-x-10 gap-y-4 md:grid-cols-2">
      {student.map(({ label }) => (
        <div key={label}>
          <h3 className="mb-1 flex items-baseline gap-2 border-b pb-1">
            <span>{label}</span>
            {label === gold && <span className="text-xs text-ink-2">gold</span>}
          </h3>
          <ul>
            {said.map(({ predictor, probabilities }) => {
              const value = probabilities.find((entry) => entry.label === label)?.value ?? 0;
              const chosen = top(probabilities)?.label === label;
              return (
                <li key={predictor} className="flex h-7 items-center gap-3">
                  <span className="w-20">
                    <PredictorName predictor={predictor} kind={kind} />
                  </span>
                  <span aria-hidden="true" className="h-3 flex-1 bg-sunken">
                    <span
                      className={`block h-full transition-[width] duration-100 ${predictorBackground(predictor, kind)}`}
                      style={{ width: `${100 * value}%` }}
                    />
                  </span>
                  <span className={cx('numeric w-11 text-right', !chosen && 'text-ink-2')}>
                    {formatUnit(value)}
                  </span>
                  <span className="w-11 text-xs text-ink-2">
                    {chosen && gold !== null && (label === gold ? 'right' : 'wrong')}
                  </span>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </div>
  );
}
