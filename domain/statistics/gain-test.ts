import { weightedTuningScoreOf } from '../score/tuning-score.ts';
import type { Task } from '../task/task.ts';
import { mcnemarExact } from './mcnemar.ts';
import { bootstrapPValue, pairedDraws } from './paired-bootstrap.ts';

/** Seed and resamplings of the paired bootstrap: with the same predictions everybody gets the same p-value. */
export const gainDraws = { seed: 1, draws: 10_000 };

export interface GainTest {
  test: 'mcnemar' | 'paired-bootstrap';
  /** Two-sided; null where a score is undefined. */
  pValue: number | null;
}

/**
 * Tests fused against alone on the figure that ranks: exact McNemar where that is accuracy, else the paired bootstrap. It pauses after each
 * draw, so that a caller can do other work in between.
 *
 * @param gold class ids, or gold scores for regression; @param alone what the student predicts; @param fused with retrieval
 * @throws Error for a task without scores; RangeError for unequal lengths or no examples
 */
export function* gainTestSteps(
  task: Pick<Task, 'id' | 'scores'>,
  gold: ArrayLike<number>,
  alone: ArrayLike<number>,
  fused: ArrayLike<number>,
): Generator<void, GainTest> {
  const figure = weightedTuningScoreOf(task);
  if (task.scores.length > 1 || task.scores[0] !== 'accuracy') {
    const differences = yield* pairedDraws(gold, alone, fused, figure, gainDraws);
    const pValue = bootstrapPValue(differences, figure(gold, alone)(null), figure(gold, fused)(null));
    return { test: 'paired-bootstrap', pValue };
  }
  let helped = 0;
  let hurt = 0;
  for (let i = 0; i < gold.length; i++) {
    const [before, after] = [alone[i] === gold[i], fused[i] === gold[i]];
    if (!before && after) helped++;
    if (before && !after) hurt++;
  }
  return { test: 'mcnemar', pValue: mcnemarExact(hurt, helped) };
}

/** The same without pauses. */
export function gainTest(...request: Parameters<typeof gainTestSteps>): GainTest {
  const steps = gainTestSteps(...request);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}
