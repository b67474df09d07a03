import { RecipeRef } from '../recipe/recipe.ts';
import { builder } from '../schema/builder.ts';
import { bareId } from '../schema/global-id.ts';
import { pageCost } from '../schema/limits.ts';
import { RunFilter, whereOf } from './filter.ts';
import { pageOfRuns, type runColumns } from './page-of-runs.ts';
import { RunConnection, RunRef, runById } from './run-ref.ts';
import { runsOf } from './runs-of.ts';

const RunOrderBy = builder.enumType('RunOrderBy', {
  description: 'What runs are ordered by.',
  values: {
    CREATED_AT: { description: 'When it was recorded.' },
    NAME: { description: 'What it is called.' },
    STATUS: { description: 'How it stands, in the order of the enum.' },
    TASK: { description: 'Id of its task; runs without one come last.' },
  } satisfies Record<keyof typeof runColumns, object>,
});

const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Which way.',
  values: { ASC: { description: 'The least first.' }, DESC: { description: 'The greatest first.' } } as const,
});

const RunOrder = builder.inputType('RunOrder', {
  description: 'An order of runs.',
  fields: (t) => ({
    by: t.field({ type: RunOrderBy, required: true, description: 'By what.' }),
    direction: t.field({ type: OrderDirection, required: true, description: 'Which way.' }),
  }),
});

builder.queryField('runs', (t) =>
  t.field({
    type: RunConnection,
    description: 'Runs, the newest first unless ordered otherwise.',
    args: {
      project: t.arg.string({ description: 'Name of a project; left out: all.' }),
      filter: t.arg({ type: RunFilter, description: 'Which runs.' }),
      order: t.arg({ type: [RunOrder], description: 'The first decides, the next ones break ties.' }),
      first: t.arg.int({ required: true, description: 'Rows of the page, 1 to 100.' }),
      after: t.arg.string({ description: 'endCursor of the page before, in the same order.' }),
    },
    complexity: pageCost,
    resolve: async (_root, { project, filter, order, ...args }, { db }) => {
      const ofProject = project == null ? {} : { project: { name: project } };
      return pageOfRuns(db, { AND: [ofProject, await whereOf(db, filter)] }, order ?? null, args);
    },
  }),
);

builder.queryField('run', (t) =>
  t.field({
    type: RunRef,
    nullable: true,
    description: 'A run by its id; null where there is none.',
    args: { id: t.arg.id({ required: true, description: 'Opaque, or the UUID that its writer made.' }) },
    resolve: (_root, { id }, context) => runById(context).load(bareId('Run', String(id), 'id')),
  }),
);

builder.objectField(RecipeRef, 'runs', (t) =>
  t.field({
    type: RunConnection,
    description: 'The runs of this recipe, the newest first.',
    args: {
      first: t.arg.int({ required: true, description: 'Rows of the page, 1 to 100.' }),
      after: t.arg.string({ description: 'endCursor of the page before.' }),
    },
    complexity: pageCost,
    resolve: ({ recipe }, args, context) => runsOf('recipe', recipe.digest, args, context),
  }),
);
