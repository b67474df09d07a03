import type { Predictor } from '@stillhouse/domain/record/evaluation.ts';
import type { RunKind } from '@stillhouse/domain/run/run.ts';
import { formatScoreValue } from '../format/number.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { PredictorName, predictorBackground } from './predictor.tsx';
import { placeOf, ticksOf } from './score-scale.ts';

const ScoreLinesDocument = graphql(`
  fragment ScoreLines on Prediction {
    student {
      value
    }
    retrieved {
      value
    }
    fused {
      value
    }
    teacher {
      value
    }
  }
`);

const grid = 'grid grid-cols-[5rem_minmax(0,1fr)_3rem_3.5rem] items-center gap-3';

/** The predictors' scores on one line each over the task's range, with the gold score drawn through all lines. */
export function ScoreLines({
  prediction,
  gold,
  range,
  kind,
}: {
  prediction: FragmentType<typeof ScoreLinesDocument>;
  gold: number | null;
  /** Lowest and highest score. */
  range: readonly number[];
  /** Of the run that predicts. */
  kind: RunKind;
}) {
  const { student, retrieved, fused, teacher } = readFragment(ScoreLinesDocument, prediction);
  const said: [Predictor, number | undefined][] = [
    ['STUDENT', student[0]?.value],
    ['RETRIEVED', retrieved?.[0]?.value],
    ['FUSED', fused?.[0]?.value],
    ['TEACHER', teacher?.[0]?.value],
  ];
  const left = (score: number) => ({ left: `${100 * placeOf(score, range)}%` });
  return (
    <div className="max-w-3xl">
      <div className={`${grid} text-xs text-ink-2`}>
        <span />
        <span className="relative block h-5">
          {gold !== null && (
            <span className="numeric absolute -translate-x-1/2 whitespace-nowrap text-ink" style={left(gold)}>
              gold {formatScoreValue(gold)}
            </span>
          )}
        </span>
        <span className="text-right">Score</span>
        <span className="text-right">{gold !== null && 'Off by'}</span>
      </div>
      <ul>
        {said.map(([predictor, score]) => {
          if (score === undefined) return null;
          return (
            <li key={predictor} className={`${grid} h-8`}>
              <PredictorName predictor={predictor} kind={kind} />
              <span aria-hidden="true" className="relative block h-full">
                <span className="absolute inset-x-0 top-1/2 h-px bg-line-strong" />
                {gold !== null && (
                  <span className="absolute inset-y-0 w-0.5 -translate-x-1/2 bg-ink" style={left(gold)} />
                )}
                <span
                  className={`absolute top-1/2 size-3 -translate-1/2 rounded-full ${predictorBackground(predictor, kind)}`}
                  style={left(score)}
                />
              </span>
              <span className="numeric text-right">{formatScoreValue(score)}</span>
              <span className="numeric text-right text-ink-2">
                {gold !== null && `${score > gold ? '+' : ''}${formatScoreValue(score - gold)}`}
              </span>
            </li>
          );
        })}
      </ul>
      <div aria-hidden="true" className={`${grid} h-5`}>
        <span />
        <span className="relative block h-full">
          {ticksOf(range).map((tick) => (
            <span
              key={tick}
              className="numeric absolute -translate-x-1/2 text-xs text-ink-2"
              style={left(tick)}
            >
              {tick}
            </span>
          ))}
        </span>
      </div>
    </div>
  );
}
