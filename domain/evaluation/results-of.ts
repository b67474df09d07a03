import type { FinishEvaluation, Predictor, ScoreRecord } from '../record/evaluation.ts';
import { predictedValues } from '../score/predicted-values.ts';
import { scoresOf } from '../score/scores-of.ts';
import { gainTest } from '../statistics/gain-test.ts';
import type { Task } from '../task/task.ts';

/** Predictions of n examples, each [n, classes]; null where there are none. */
export interface PredictionColumns {
  student: Float32Array;
  retrieved: Float32Array | null;
  fused: Float32Array | null;
  teacher: Float32Array | null;
}

/** What follows from an evaluation's predictions and gold labels alone. */
export type Results = Pick<FinishEvaluation, 'scores' | 'gainPValue' | 'gainTest'>;

/**
 * Every score of every predictor, and whether retrieval changes the figure that the task is ranked by. Whoever computes it from the same
 * columns gets the same bits.
 *
 * @param gold [n] class ids, or gold scores for regression
 * @returns the p-value of fused against student alone: exact McNemar where accuracy is the task's only score, otherwise a paired bootstrap
 *   of the mean of its scores; null, as its test, without retrieval and where that mean is undefined
 * @throws RangeError for columns of unequal lengths, or no examples
 */
export function resultsOf(task: Task, gold: readonly number[], columns: PredictionColumns): Results {
  const { student, retrieved, fused, teacher } = columns;
  const predictors: [Predictor, Float32Array | null][] = [
    ['STUDENT', student],
    ['RETRIEVED', retrieved],
    ['FUSED', fused],
    ['TEACHER', teacher],
  ];
  const scores = predictors.flatMap(([predictor, column]): ScoreRecord[] =>
    column
      ? scoresOf(task, gold, predictedValues(task, column)).map((score) => ({ predictor, ...score }))
      : [],
  );
  return { scores, ...gainOf(task, gold, student, fused) };
}

function gainOf(
  task: Task,
  gold: readonly number[],
  student: Float32Array,
  fused: Float32Array | null,
): Pick<Results, 'gainPValue' | 'gainTest'> {
  if (!fused) return { gainPValue: null, gainTest: null };
  const { test, pValue } = gainTest(task, gold, predictedValues(task, student), predictedValues(task, fused));
  return { gainPValue: pValue, gainTest: pValue === null ? null : test };
}
