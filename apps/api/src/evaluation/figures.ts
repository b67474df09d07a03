import { otherPredictor, type RankingPredictor, rankedBy } from '@stillhouse/domain/recipe/ranked-by.ts';
import type { Predictor } from '@stillhouse/domain/record/evaluation.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';
import type { Dataset, Evaluation, Score } from '@stillhouse/prisma/generated/client.ts';
import type { Context } from '../context.ts';
import { datasetByDigest } from '../dataset/dataset.ts';
import { recipeByDigest } from '../recipe/recipe.ts';
import { runById } from '../run/run-ref.ts';
import { must } from '../schema/must.ts';
import { taskOf } from '../task/task.ts';
import { scoresOfEvaluation } from './evaluation-ref.ts';
import { figureOf, rankingScores } from './gain.ts';

/** An evaluation with everything that its figures are computed from. */
export interface Figures {
  evaluation: Evaluation;
  dataset: Dataset;
  task: Task;
  scores: readonly Score[];
}

export async function figuresOf(evaluation: Evaluation, context: Context): Promise<Figures> {
  const dataset = must(await datasetByDigest(context).load(evaluation.datasetDigest));
  const [task, scores] = await Promise.all([
    taskOf(context).load(dataset.task),
    scoresOfEvaluation(context).load(evaluation.id),
  ]);
  return { evaluation, dataset, task, scores };
}

/** Whose prediction ranks the evaluation. */
export async function rankingPredictor(evaluation: Evaluation, context: Context): Promise<RankingPredictor> {
  const run = must(await runById(context).load(evaluation.runId));
  const recipe = must(await recipeByDigest(context).load(run.recipeDigest));
  const { objective } = (recipe.config ?? {}) as Record<string, unknown>;
  return rankedBy(run.kind, objective, evaluation.k !== null);
}

/** The figure of one predictor. */
export interface PredictorFigure {
  predictor: Predictor;
  value: number | null;
}

/** The figure that ranks, and the other predictor's; `other` is null where there is no other. */
export function rankedFigure(
  { task, scores, evaluation }: Figures,
  predictor: RankingPredictor,
): PredictorFigure & { other: PredictorFigure | null } {
  const other = otherPredictor(predictor);
  return {
    predictor,
    value: figureOf(task, scores, predictor),
    other: evaluation.k === null ? null : { predictor: other, value: figureOf(task, scores, other) },
  };
}

/** How many of the scores that rank are undefined, of any predictor that was scored. */
export function undefinedScores({ task, scores }: Pick<Figures, 'task' | 'scores'>): number {
  const names = rankingScores(task, scores);
  return scores.filter(({ name, value }) => value === null && names.includes(name)).length;
}
