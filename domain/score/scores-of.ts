import type { ScoreName, Task } from '../task/task.ts';
import { accuracy } from './accuracy.ts';
import { pearson, spearman } from './correlation.ts';
import { f1 } from './f1.ts';
import { matthews } from './matthews.ts';

export type ScoreFunction = (gold: ArrayLike<number>, predicted: ArrayLike<number>) => number | null;

export const scoreFunctions: Record<ScoreName, ScoreFunction> = {
  accuracy,
  f1: (gold, predicted) => f1(gold, predicted),
  matthews,
  pearson,
  spearman,
};

/**
 * Every score of the task, in the task's order, as fractions (not percent); null where a score is undefined.
 *
 * @param gold class ids, or gold scores for regression
 * @param predicted class ids, or predicted scores; as many as gold
 * @throws RangeError for unequal lengths or no examples
 */
export function scoresOf(
  task: Task,
  gold: ArrayLike<number>,
  predicted: ArrayLike<number>,
): { name: ScoreName; value: number | null }[] {
  return task.scores.map((name) => ({ name, value: scoreFunctions[name](gold, predicted) }));
}

/** The one score that ranks: the first of the task. */
export function rankingScore(task: Task): ScoreName {
  const [first] = task.scores;
  if (!first) throw new Error(`Task "${task.id}" has no score.`);
  return first;
}
