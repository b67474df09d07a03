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
  description: 'The score of one student with a knowledge base.',
  fields: (t) => ({
    run: t.field({
      type: RunRef,
      description: 'The student.',
      resolve: async ({ run }, _args, context) => must(await runById(context).load(run)),
    }),
    fused: t.exposeFloat('fused', {
      nullable: true,
      description: 'Score with retrieval; null if undefined.',
    }),
  }),
});

const ResultRef = builder
  .objectRef<KnowledgeBaseResult & { recipeName: string }>('KnowledgeBaseResult')
  .implement({
    description:
      'Scores of one recipe’s students with a knowledge base on one dataset: means of the ranking figure over seeds, using the latest exact-search evaluation of each seed. Undefined scores are left out.',
    fields: (t) => ({
      dataset: t.field({
        type: DatasetRef,
        description: 'Dataset that was evaluated on.',
        resolve: ({ dataset }) => dataset,
      }),
      recipe: t.field({
        type: RecipeRef,
        description: 'Recipe of the students.',
        resolve: ({ recipe }) => ({ recipe, keys: null }),
      }),
      recipeName: t.exposeString('recipeName', {
        description: 'Name of the recipe, unique among these results.',
      }),
      predictor: t.field({
        type: PredictorRef,
        description: 'Predictor that ranks the recipe: STUDENT or FUSED.',
        resolve: ({ predictor }) => predictor,
      }),
      students: t.int({ description: 'Number of seeds.', resolve: ({ evaluations }) => evaluations.length }),
      undefinedRuns: t.int({
        description: 'Number of seeds whose fused score is undefined.',
        resolve: ({ fused }) => fused.missing,
      }),
      alone: t.float({
        nullable: true,
        description: 'Mean score of the student alone; null if undefined.',
        resolve: ({ alone }) => meanOf(alone),
      }),
      aloneSd: t.float({
        nullable: true,
        description: 'Sample standard deviation of `alone`; null for one seed.',
        resolve: ({ alone }) => sdOf(alone),
      }),
      neighborsOnly: t.float({
        nullable: true,
        description: 'Mean score of the neighbors alone (β = 0); null if undefined.',
        resolve: ({ neighborsOnly }) => meanOf(neighborsOnly),
      }),
      neighborsOnlySd: t.float({
        nullable: true,
        description: 'Sample standard deviation of `neighborsOnly`; null for one seed.',
        resolve: ({ neighborsOnly }) => sdOf(neighborsOnly),
      }),
      fused: t.float({
        nullable: true,
        description: 'Mean score with retrieval; null if undefined.',
        resolve: ({ fused }) => meanOf(fused),
      }),
      fusedSd: t.float({
        nullable: true,
        description: 'Sample standard deviation of `fused`; null for one seed.',
        resolve: ({ fused }) => sdOf(fused),
      }),
      values: t.field({
        type: [StudentFigureRef],
        description:
          'Scores that the means are computed from, one per student. Compare a variant with its original student by student.',
        resolve: ({ values }) => values,
      }),
      gain: t.field({
        type: SeedGainRef,
        nullable: true,
        description: 'Gain from retrieval over the seeds, with its test; null if no seed has both scores.',
        resolve: ({ gain }) => gain,
      }),
      k: t.intList({
        description: 'Distinct values of K in the policies, ascending.',
        resolve: ({ evaluations }) => distinct(evaluations.map(({ k }) => k)),
      }),
      temperature: t.floatList({
        description: 'Distinct values of τ in the policies, ascending.',
        resolve: ({ evaluations }) => distinct(evaluations.map(({ temperature }) => temperature)),
      }),
      beta: t.floatList({
        description: 'Distinct values of β in the policies, ascending.',
        resolve: ({ evaluations }) => distinct(evaluations.map(({ beta }) => beta)),
      }),
    }),
  });

builder.objectField(KnowledgeBaseRef, 'results', (t) =>
  t.field({
    type: [ResultRef],
    description:
      'Scores of the students that use this knowledge base, for each dataset and recipe, ordered by dataset name, then recipe name.',
    complexity: { field: 1, multiplier: 4 },
    resolve: async ({ id }, _args, context) => {
      const results = await knowledgeBaseResults(await latestOf(context).load(id), context);
      const names = recipeNames(results.map(({ recipe }) => recipe));
      return results.map((result, i) => ({ ...result, recipeName: names[i] ?? result.recipe.title }));
    },
  }),
);
