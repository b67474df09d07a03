import type { FinishEvaluation, Predictor, ScoreRecord } from '@stillhouse/domain/record/evaluation.ts';
import { gainDraws } from '@stillhouse/domain/statistics/gain-test.ts';
import { check } from '../input/check.ts';
import type { Recomputed } from './recompute-result.ts';
import { isScoreName } from './recompute-result.ts';

/** Scores computed in single precision by another program are the same. */
const scoreTolerance = 1e-5;

/**
 * Compares what a writer says with what follows from the stored predictions.
 *
 * @param own predictor of the run's own predictions: a teacher's run may give them as STUDENT
 * @returns the scores to store: the recomputed ones, and those that cannot be computed here (names that are not known)
 * @throws ExpectedError BAD_INPUT naming predictor, score, given and computed value
 */
export function compareScores(
  given: readonly ScoreRecord[],
  recomputed: Recomputed,
  own: 'STUDENT' | 'TEACHER',
): ScoreRecord[] {
  const further: ScoreRecord[] = [];
  given.forEach(({ predictor: named, name, value }, i) => {
    const predictor: Predictor = named === 'STUDENT' ? own : named;
    const path = ['scores', String(i)];
    const computed = recomputed.scores.find((score) => score.predictor === predictor && score.name === name);
    if (!computed) {
      const why = isScoreName(name) ? `no predictions of ${predictor} are stored` : null;
      check(why === null, `${predictor} ${name} is given as ${value}, but ${why}`, ...path);
      further.push({ predictor, name, value });
      return;
    }
    check(
      alike(value, computed.value),
      `${predictor} ${name} is given as ${value}, but the stored predictions give ${computed.value}; correct it, or omit scores to have them computed`,
      ...path,
    );
  });
  return [...recomputed.scores, ...further];
}

/**
 * @throws ExpectedError BAD_INPUT where a p-value or its test is given and is another than the computed one; a bootstrap by another random
 * source may differ by five of its standard errors
 */
export function compareGain(
  { gainPValue, gainTest }: Pick<FinishEvaluation, 'gainPValue' | 'gainTest'>,
  { gain }: Recomputed,
): void {
  if (gain === null) {
    check(gainPValue === null, 'without retrieval there is no gain to test; omit it', 'gainPValue');
    return;
  }
  if (gainTest !== null) {
    check(
      gainTest === gain.test,
      `the gain on this task is tested with ${gain.test}, not ${gainTest}`,
      'gainTest',
    );
  }
  if (gainPValue === null) return;
  const half = (gain.pValue ?? 0) / 2;
  const error = gain.test === 'mcnemar' ? 0 : 2 * Math.sqrt((half * (1 - half) + 1e-4) / gainDraws.draws);
  check(
    gain.pValue !== null && Math.abs(gainPValue - gain.pValue) <= scoreTolerance + 5 * error,
    `the p-value of the gain is given as ${gainPValue}, but the stored predictions give ${gain.pValue}; correct it, or omit it`,
    'gainPValue',
  );
}

function alike(given: number | null, computed: number | null): boolean {
  if (given === null || computed === null) return given === computed;
  return Math.abs(given - computed) <= scoreTolerance;
}
