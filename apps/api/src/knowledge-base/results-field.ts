import { recipeNames } from '@stillhouse/domain/recipe/recipe-names.ts';
import type { Spread } from '@stillhouse/domain/statistics/spread-of.ts';
import { latestExact } from '@stillhouse/prisma/evaluation/latest-exact.ts';
import type { Context } from '../context.ts';
import { DatasetRef } from '../dataset/dataset.ts';
import { PredictorRef } from '../evaluation/evaluation-ref.ts';
import { SeedGainRef } from '../evaluation/parts.ts';
import { RecipeRef } from '../recipe/recipe.ts';
import { RunRef, runById } from '../run/run-ref.ts';
import { builder } from '../schema/builder.ts';
import { must } from '../schema/must.ts';
import { grouped, perRequest } from '../schema/per-request.ts';
import { KnowledgeBaseRef } from './knowledge-base-ref.ts';
import { type KnowledgeBaseResult, knowledgeBaseResults } from './results.ts';

const latestOf = perRequest(async (bases: readonly string[], { db }: Context) =>
  grouped(bases, await latestExact(db, bases), ({ knowledgeBase }) => knowledgeBase),
);

const distinct = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);
const meanOf = (spread: Spread) => spread.mean;
const sdOf = (spread: Spread) => spread.sd;

const StudentFigureRef = builder.objectRef<KnowledgeBaseResult['values'][number]>('StudentFigure').implement({
  description: 'The figure of one student with a knowledge base.',
  fields: (t) => ({
    run: t.field({
      type: RunRef,
      description: 'The student.',
      resolve: async ({ run }, _args, context) => must(await runById(context).load(run)),
    }),
    fused: t.exposeFloat('fused', { nullable: true, description: 'With retrieval; null if undefined.' }),
  }),
});

const ResultRef = builder
  .objectRef<KnowledgeBaseResult & { recipeName: string }>('KnowledgeBaseResult')
  .implement({
    description:
      'What the students of one recipe make of a knowledge base on one dataset: means of the figure that ranks over seeds, of each seed the latest evaluation with exact search. Undefined scores take no part.',
    fields: (t) => ({
      dataset: t.field({
        type: DatasetRef,
        description: 'What was predicted.',
        resolve: ({ dataset }) => dataset,
      }),
      recipe: t.field({
        type: RecipeRef,
        description: 'The students’ recipe.',
        resolve: ({ recipe }) => ({ recipe, keys: null }),
      }),
      recipeName: t.exposeString('recipeName', {
        description: 'Its name among the recipes of these results, no two the same.',
      }),
      predictor: t.field({
        type: PredictorRef,
        description: 'Whose prediction ranks the recipe: STUDENT or FUSED.',
        resolve: ({ predictor }) => predictor,
      }),
      students: t.int({ description: 'Seeds.', resolve: ({ evaluations }) => evaluations.length }),
      undefinedRuns: t.int({
        description: 'Seeds whose fused score is undefined.',
        resolve: ({ fused }) => fused.missing,
      }),
      alone: t.float({
        nullable: true,
        description: 'Mean without retrieval.',
        resolve: ({ alone }) => meanOf(alone),
      }),
      aloneSd: t.float({
        nullable: true,
        description: 'Its standard deviation.',
        resolve: ({ alone }) => sdOf(alone),
      }),
      neighborsOnly: t.float({
        nullable: true,
        description: 'Mean of the neighbors alone (β = 0).',
        resolve: ({ neighborsOnly }) => meanOf(neighborsOnly),
      }),
      neighborsOnlySd: t.float({
        nullable: true,
        description: 'Its standard deviation.',
        resolve: ({ neighborsOnly }) => sdOf(neighborsOnly),
      }),
      fused: t.float({
        nullable: true,
        description: 'Mean with retrieval.',
        resolve: ({ fused }) => meanOf(fused),
      }),
      fusedSd: t.float({
        nullable: true,
        description: 'Its standard deviation.',
        resolve: ({ fused }) => sdOf(fused),
      }),
      values: t.field({
        type: [StudentFigureRef],
        description:
          'What the means are over, one for each student: compare a variant with its original by student.',
        resolve: ({ values }) => values,
      }),
      gain: t.field({
        type: SeedGainRef,
        nullable: true,
        description: 'What retrieval gained over the seeds, tested; null if no seed has both scores.',
        resolve: ({ gain }) => gain,
      }),
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
    description:
      'What its students make of it, for each dataset and recipe; by name of the dataset, then of the recipe.',
    complexity: { field: 1, multiplier: 4 },
    resolve: async ({ id }, _args, context) => {
      const results = await knowledgeBaseResults(await latestOf(context).load(id), context);
      const names = recipeNames(results.map(({ recipe }) => recipe));
      return results.map((result, i) => ({ ...result, recipeName: names[i] ?? result.recipe.title }));
    },
  }),
);
