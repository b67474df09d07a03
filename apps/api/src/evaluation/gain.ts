import type { Predictor } from '@stillhouse/domain/record/evaluation.ts';
import { majorityFigure } from '@stillhouse/domain/score/majority-baseline.ts';
import { meanScore, tuningScoreName } from '@stillhouse/domain/score/tuning-score.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';
import type { Dataset, Evaluation, Score } from '@stillhouse/prisma/generated/client.ts';

export interface Gain {
  /** Name of the figure. */
  score: string;
  without: number;
  with: number;
  neighborsOnly: number | null;
  pValue: number | null;
  test: string | null;
  /** Examples. */
  n: number;
  majorityBaseline: number | null;
}

/** Names of the scores whose mean ranks: the task's; for a task that is not known here, the first that was recorded. */
export function rankingScores(task: Task, scores: readonly Score[]): readonly string[] {
  if (task.scores.length > 0) return task.scores;
  const [first] = scores;
  return first ? [first.name] : [];
}

/** Name of the figure that ranks: `accuracy`, `mean of f1 and accuracy`; empty where nothing was scored. */
export function figureName(task: Task, scores: readonly Score[]): string {
  return task.scores.length > 0 ? tuningScoreName(task) : (rankingScores(task, scores)[0] ?? '');
}

/** The figure that ranks, of one predictor; null where a score is undefined or was not recorded. */
export function figureOf(task: Task, scores: readonly Score[], predictor: Predictor): number | null {
  return meanScore(
    rankingScores(task, scores).map(
      (name) => scores.find((score) => score.predictor === predictor && score.name === name)?.value ?? null,
    ),
  );
}

/** What retrieval gained; null without retrieval, before the evaluation is finished, and where a score is undefined. */
export function gainOf(
  evaluation: Evaluation,
  dataset: Dataset,
  task: Task,
  scores: readonly Score[],
): Gain | null {
  const without = figureOf(task, scores, 'STUDENT') ?? figureOf(task, scores, 'TEACHER');
  const fused = figureOf(task, scores, 'FUSED');
  if (without === null || fused === null) return null;
  return {
    score: figureName(task, scores),
    without,
    with: fused,
    neighborsOnly: figureOf(task, scores, 'RETRIEVED'),
    pValue: evaluation.gainPValue,
    test: evaluation.gainTest,
    n: dataset.size,
    majorityBaseline: majorityFigure(task, labelCounts(dataset)),
  };
}

/** Examples of each class; null where they are unknown. Prisma reads a list that is null as an empty one. */
export function labelCounts({ labelCounts: counts }: Dataset): readonly number[] | null {
  return counts.length === 0 ? null : counts;
}
