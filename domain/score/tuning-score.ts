import type { ScoreName, Task } from '../task/task.ts';
import { type ScoreFunction, scoreFunctions, type WeightedScore, weightedScores } from './scores-of.ts';

/**
 * The figure that a task is tuned, tested and ranked by: the mean of the task's scores, as GLUE averages F1 and accuracy of MRPC and QQP,
 * and both correlations of STS-B (Wang et al. 2019, section 3.4). The score itself where the task has only one; null where any of them is
 * undefined.
 *
 * @throws Error for a task without scores
 */
export function tuningScoreOf(task: Pick<Task, 'id' | 'scores'>): ScoreFunction {
  const functions = namesOf(task).map((name) => scoreFunctions[name]);
  return (gold, predicted) => meanScore(functions.map((score) => score(gold, predicted)));
}

/** The same under any weights of the examples, for resampling. @throws Error for a task without scores */
export function weightedTuningScoreOf(
  task: Pick<Task, 'id' | 'scores'>,
): (gold: ArrayLike<number>, predicted: ArrayLike<number>) => WeightedScore {
  const names = namesOf(task);
  return (gold, predicted) => {
    const scores = names.map((name) => weightedScores[name](gold, predicted));
    return (weights) => meanScore(scores.map((score) => score(weights)));
  };
}

/** Its name: `accuracy`, or `mean of f1 and accuracy`. @throws Error for a task without scores */
export function tuningScoreName(task: Pick<Task, 'id' | 'scores'>): string {
  const names = namesOf(task);
  return names.length === 1 ? `${names[0]}` : `mean of ${names.join(' and ')}`;
}

/** Mean of a task's scores; null where one of them is undefined, or there are none. */
export function meanScore(scores: readonly (number | null)[]): number | null {
  if (scores.length === 0) return null;
  let sum = 0;
  for (const score of scores) {
    if (score === null) return null;
    sum += score;
  }
  return sum / scores.length;
}

function namesOf({ id, scores }: Pick<Task, 'id' | 'scores'>): readonly ScoreName[] {
  if (scores.length === 0) throw new Error(`Task "${id}" has no score.`);
  return scores;
}
