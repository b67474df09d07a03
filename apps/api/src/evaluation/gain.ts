import type { Task } from '@stillhouse/domain/task/task.ts';
import type { Evaluation, Score } from '@stillhouse/prisma/generated/client.ts';

export interface Gain {
  score: string;
  without: number;
  with: number;
  neighborsOnly: number;
  pValue: number | null;
  test: string | null;
}

/** What retrieval gained by the task's first score; null without retrieval or before the evaluation is finished. */
export function gainOf(evaluation: Evaluation, task: Task, scores: readonly Score[]): Gain | null {
  const name = rankingScore(task, scores);
  const value = (predictor: Score['predictor']) =>
    scores.find((score) => score.predictor === predictor && score.name === name)?.value;
  const [without, fused, neighborsOnly] = [value('STUDENT'), value('FUSED'), value('RETRIEVED')];
  if (name === undefined || without === undefined || fused === undefined || neighborsOnly === undefined)
    return null;
  return {
    score: name,
    without,
    with: fused,
    neighborsOnly,
    pValue: evaluation.gainPValue,
    test: evaluation.gainTest,
  };
}

/** The score that ranks: the task's first; for a task that is not known here, the first by name. */
export function rankingScore(task: Task, scores: readonly Score[]): string | undefined {
  return task.scores[0] ?? scores[0]?.name;
}
