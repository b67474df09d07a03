import type { ScoreName, Task } from '../task/task.ts';
import { accuracy } from './accuracy.ts';
import type { Weights } from './confusion.ts';
import { pearson, spearman, spearmanByWeights } from './correlation.ts';
import { f1 } from './f1.ts';
import { matthews } from './matthews.ts';

export type ScoreFunction = (gold: ArrayLike<number>, predicted: ArrayLike<number>) => number | null;

export const scoreFunctions: Record<ScoreName, ScoreFunction> = {
  accuracy: (gold, predicted) => accuracy(gold, predicted),
  f1: (gold, predicted) => f1(gold, predicted),
  matthews: (gold, predicted) => matthews(gold, predicted),
  pearson: (gold, predicted) => pearson(gold, predicted),
  spearman,
};

/** A score of the same gold and predicted values under any weights. */
export type WeightedScore = (weights: Weights) => number | null;

/** The same scores for resampling: what does not depend on the weights, such as sorting, is done once. */
export const weightedScores: Record<
  ScoreName,
  (gold: ArrayLike<number>, predicted: ArrayLike<number>) => WeightedScore
> = {
  accuracy: (gold, predicted) => (weights) => accuracy(gold, predicted, weights),
  f1: (gold, predicted) => (weights) => f1(gold, predicted, 1, weights),
  matthews: (gold, predicted) => (weights) => matthews(gold, predicted, weights),
  pearson: (gold, predicted) => (weights) => pearson(gold, predicted, weights),
  spearman: spearmanByWeights,
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
