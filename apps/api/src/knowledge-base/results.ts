import { type BoardRun, figureOf, latestOfEachSeed } from '@stillhouse/domain/leaderboard/board-run.ts';
import { type GainOverSeeds, gainOverSeeds } from '@stillhouse/domain/leaderboard/gain-over-seeds.ts';
import { rankedBy } from '@stillhouse/domain/recipe/ranked-by.ts';
import { majorityFigure } from '@stillhouse/domain/score/majority-baseline.ts';
import { type Spread, spreadOf } from '@stillhouse/domain/statistics/spread-of.ts';
import type { LatestExact } from '@stillhouse/prisma/evaluation/latest-exact.ts';
import type { Dataset, Recipe, Score } from '@stillhouse/prisma/generated/client.ts';
import type { Context } from '../context.ts';
import { datasetByDigest } from '../dataset/dataset.ts';
import { scoresOfEvaluation } from '../evaluation/evaluation-ref.ts';
import { labelCounts, rankingScores } from '../evaluation/gain.ts';
import { recipeByDigest } from '../recipe/recipe.ts';
import { must } from '../schema/must.ts';
import { taskOf } from '../task/task.ts';

/** The students of one recipe that search a knowledge base, on one dataset. */
export interface KnowledgeBaseResult {
  dataset: Dataset;
  recipe: Recipe;
  predictor: 'STUDENT' | 'FUSED';
  evaluations: readonly LatestExact[];
  alone: Spread;
  neighborsOnly: Spread;
  fused: Spread;
  /** The students with their figure with retrieval. */
  values: { run: string; fused: number | null }[];
  gain: GainOverSeeds | null;
}

/** One result for each dataset and recipe: students of different recipes are never averaged. */
export async function knowledgeBaseResults(
  latest: readonly LatestExact[],
  context: Context,
): Promise<KnowledgeBaseResult[]> {
  const groups = new Map<string, LatestExact[]>();
  for (const evaluation of latest) {
    const key = `${evaluation.dataset} ${evaluation.recipe}`;
    groups.set(key, [...(groups.get(key) ?? []), evaluation]);
  }
  const results = await Promise.all([...groups.values()].map((group) => resultOf(group, context)));
  const place = ({ dataset, recipe }: KnowledgeBaseResult) =>
    [dataset.name, recipe.title, recipe.digest].join('\n');
  return results.filter((result) => result !== null).sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

/** null where no student was scored fused. */
async function resultOf(
  group: readonly LatestExact[],
  context: Context,
): Promise<KnowledgeBaseResult | null> {
  const [first] = group;
  if (!first) return null;
  const dataset = must(await datasetByDigest(context).load(first.dataset));
  const recipe = must(await recipeByDigest(context).load(first.recipe));
  const task = await taskOf(context).load(dataset.task);
  const scores = await Promise.all(
    group.map(({ evaluation }) => scoresOfEvaluation(context).load(evaluation)),
  );
  if (scores.every((of) => of.every(({ predictor }) => predictor !== 'FUSED'))) return null;
  const { objective } = (recipe.config ?? {}) as Record<string, unknown>;
  const predictor = rankedBy('STUDENT', objective, true) === 'FUSED' ? 'FUSED' : 'STUDENT';
  const names = rankingScores(task, scores.flat());
  const runs = latestOfEachSeed(
    group.map((evaluation, i) => boardRun(evaluation, dataset, scores[i] ?? [], predictor)),
  );
  const spread = (figure: 'alone' | 'neighborsOnly' | 'fused') =>
    spreadOf(runs.map((run) => figureOf(run, names, figure)));
  return {
    dataset,
    recipe,
    predictor,
    evaluations: group.filter(({ run }) => runs.some((counted) => counted.run === run)),
    alone: spread('alone'),
    neighborsOnly: spread('neighborsOnly'),
    fused: spread('fused'),
    values: runs.map((run) => ({ run: run.run, fused: figureOf(run, names, 'fused') })),
    gain: gainOverSeeds(runs, names, majorityFigure(task, labelCounts(dataset))),
  };
}

function boardRun(
  { run, seed, finishedAt, gainPValue, gainTest }: LatestExact,
  { name, complete }: Dataset,
  scores: readonly Score[],
  predictor: 'STUDENT' | 'FUSED',
): BoardRun {
  const value = (of: Score['predictor'], score: string) =>
    scores.find((one) => one.predictor === of && one.name === score)?.value ?? null;
  const names = [...new Set(scores.map((score) => score.name))];
  return {
    run,
    seed,
    finishedAt,
    teacher: null,
    datasets: [
      {
        dataset: name,
        complete,
        predictor,
        retrieves: true,
        gainPValue,
        gainTest,
        scores: names.map((of) => [of, value('STUDENT', of), value('RETRIEVED', of), value('FUSED', of)]),
      },
    ],
  };
}
