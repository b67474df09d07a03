import type { ScoreName, Task } from '../task/task.ts';
import { meanScore } from './tuning-score.ts';

/** A score of the best constant prediction. */
export interface BaselineScore {
  name: ScoreName;
  /** null where a constant prediction has no score: correlations, and without gold labels. */
  value: number | null;
}

/**
 * What each of a task's scores is if every example is given one class: accuracy of the most frequent class, F1 of the positive class
 * predicted throughout, 0 for Matthews; null for correlations, which a constant does not have.
 *
 * @param counts examples of each class in id order; null where they are unknown
 */
export function majorityBaseline(
  task: Pick<Task, 'scores'>,
  counts: readonly number[] | null,
): BaselineScore[] {
  return task.scores.map((name) => ({
    name,
    value: highest(constants(counts).map((scores) => scores[name])),
  }));
}

/** The figure that ranks, the mean of the task's scores, of the constant prediction for which it is highest; null as above. */
export function majorityFigure(task: Pick<Task, 'scores'>, counts: readonly number[] | null): number | null {
  return highest(constants(counts).map((scores) => meanScore(task.scores.map((name) => scores[name]))));
}

/** Scores of each class predicted for every example. */
function constants(counts: readonly number[] | null): Record<ScoreName, number | null>[] {
  const total = counts?.reduce((sum, count) => sum + count, 0) ?? 0;
  if (counts === null || total === 0) return [];
  return counts.map((count, label) => ({
    accuracy: count / total,
    f1: label === 1 && count > 0 ? (2 * count) / (count + total) : 0,
    matthews: 0,
    pearson: null,
    spearman: null,
  }));
}

function highest(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null);
  return defined.length === 0 ? null : Math.max(...defined);
}
