import { type LatestExact, latestExact } from '@stillhouse/prisma/evaluation/latest-exact.ts';
import type { Score } from '@stillhouse/prisma/generated/client.ts';
import type { Context } from '../context.ts';
import { DatasetRef, datasetByDigest } from '../dataset/dataset.ts';
import { scoresOfEvaluation } from '../evaluation/evaluation-ref.ts';
import { rankingScore } from '../evaluation/gain.ts';
import { builder } from '../schema/builder.ts';
import { must } from '../schema/must.ts';
import { grouped, perRequest } from '../schema/per-request.ts';
import { taskOf } from '../task/task.ts';
import { KnowledgeBaseRef } from './knowledge-base-ref.ts';

/** The students of a knowledge base on one dataset. */
interface KnowledgeBaseResult {
  dataset: string;
  evaluations: readonly LatestExact[];
  alone: number;
  neighborsOnly: number;
  fused: number;
}

const latestOf = perRequest(async (bases: readonly string[], { db }: Context) =>
  grouped(bases, await latestExact(db, bases), ({ knowledgeBase }) => knowledgeBase),
);

const distinct = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);

const ResultRef = builder.objectRef<KnowledgeBaseResult>('KnowledgeBaseResult').implement({
  description:
    'What students make of a knowledge base on one dataset: means of the score that ranks, over students, of each its latest evaluation with exact search.',
  fields: (t) => ({
    dataset: t.field({
      type: DatasetRef,
      description: 'What was predicted.',
      resolve: async ({ dataset }, _args, context) => must(await datasetByDigest(context).load(dataset)),
    }),
    students: t.int({
      description: 'Students that the means are over.',
      resolve: ({ evaluations }) => evaluations.length,
    }),
    alone: t.exposeFloat('alone', { description: 'Without retrieval.' }),
    neighborsOnly: t.exposeFloat('neighborsOnly', { description: 'Of the neighbors alone (β = 0).' }),
    fused: t.exposeFloat('fused', { description: 'With retrieval.' }),
    k: t.intList({
      description: 'K of their policies, each once, the least first.',
      resolve: ({ evaluations }) => distinct(evaluations.map(({ k }) => k)),
    }),
    temperature: t.floatList({
      description: 'τ of their policies, each once, the least first.',
      resolve: ({ evaluations }) => distinct(evaluations.map(({ temperature }) => temperature)),
    }),
    beta: t.floatList({
      description: 'β of their policies, each once, the least first.',
      resolve: ({ evaluations }) => distinct(evaluations.map(({ beta }) => beta)),
    }),
  }),
});

builder.objectField(KnowledgeBaseRef, 'results', (t) =>
  t.field({
    type: [ResultRef],
    description: 'What its students make of it, for each dataset by name; only those that were asked.',
    complexity: { field: 1, multiplier: 4 },
    resolve: async ({ id }, _args, context) => {
      const latest = await latestOf(context).load(id);
      const results = await Promise.all(
        [...new Set(latest.map(({ dataset }) => dataset))].map((digest) =>
          resultOn(
            digest,
            latest.filter(({ dataset }) => dataset === digest),
            context,
          ),
        ),
      );
      return results
        .filter((result) => result !== null)
        .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    },
  }),
);

/** null where no student has all three scores. */
async function resultOn(
  dataset: string,
  latest: readonly LatestExact[],
  context: Context,
): Promise<(KnowledgeBaseResult & { name: string }) | null> {
  const { task, name } = must(await datasetByDigest(context).load(dataset));
  const known = await taskOf(context).load(task);
  const scored = await Promise.all(
    latest.map(async (evaluation) => {
      const scores = await scoresOfEvaluation(context).load(evaluation.evaluation);
      const ranking = rankingScore(known, scores);
      const value = (predictor: Score['predictor']) =>
        scores.find((score) => score.predictor === predictor && score.name === ranking)?.value;
      const [alone, neighborsOnly, fused] = [value('STUDENT'), value('RETRIEVED'), value('FUSED')];
      return alone === undefined || neighborsOnly === undefined || fused === undefined
        ? null
        : { evaluation, alone, neighborsOnly, fused };
    }),
  );
  const whole = scored.filter((each) => each !== null);
  if (whole.length === 0) return null;
  const mean = (part: 'alone' | 'neighborsOnly' | 'fused') =>
    whole.reduce((sum, each) => sum + each[part], 0) / whole.length;
  return {
    dataset,
    name,
    evaluations: whole.map(({ evaluation }) => evaluation),
    alone: mean('alone'),
    neighborsOnly: mean('neighborsOnly'),
    fused: mean('fused'),
  };
}
