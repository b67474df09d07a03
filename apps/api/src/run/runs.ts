import { RecipeRef } from '../recipe/recipe.ts';
import { builder } from '../schema/builder.ts';
import { bareId } from '../schema/global-id.ts';
import { pageCost } from '../schema/limits.ts';
import { RunFilter, whereOf } from './filter.ts';
import { pageOfRuns, type runColumns } from './page-of-runs.ts';
import { RunConnection, RunRef, runById } from './run-ref.ts';
import { runsOf } from './runs-of.ts';

const RunOrderBy = builder.enumType('RunOrderBy', {
  description: 'Fields that runs can be ordered by.',
  values: {
    CREATED_AT: { description: 'When the run was recorded.' },
    NAME: { description: 'Name of the run.' },
    STATUS: { description: 'Status, in the order of the enum.' },
    TASK: { description: 'Id of the task; runs without a task come last.' },
  } satisfies Record<keyof typeof runColumns, object>,
});

const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Sort direction.',
  values: { ASC: { description: 'Ascending.' }, DESC: { description: 'Descending.' } } as const,
});

const RunOrder = builder.inputType('RunOrder', {
  description: 'A sort order of runs.',
  fields: (t) => ({
    by: t.field({ type: RunOrderBy, required: true, description: 'Field to sort by.' }),
    direction: t.field({ type: OrderDirection, required: true, description: 'Sort direction.' }),
  }),
});

builder.queryField('runs', (t) =>
  t.field({
    type: RunConnection,
    description: 'Runs, newest first by default.',
    args: {
      project: t.arg.string({ description: 'Name of a project; default: all projects.' }),
      filter: t.arg({ type: RunFilter, description: 'Conditions on the runs to return.' }),
      order: t.arg({
        type: [RunOrder],
        description: 'Sort order: the first entry decides, the following ones break ties.',
      }),
      first: t.arg.int({ required: true, description: 'Page size, 1 to 100.' }),
      after: t.arg.string({ description: '`endCursor` of the previous page in the same order.' }),
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
    description: 'A run by its id; null if there is none.',
    args: {
      id: t.arg.id({ required: true, description: 'Global id, or the UUID that the client generated.' }),
    },
    resolve: (_root, { id }, context) => runById(context).load(bareId('Run', String(id), 'id')),
  }),
);

builder.objectField(RecipeRef, 'runs', (t) =>
  t.field({
    type: RunConnection,
    description: 'Runs of this recipe, newest first.',
    args: {
      first: t.arg.int({ required: true, description: 'Page size, 1 to 100.' }),
      after: t.arg.string({ description: '`endCursor` of the previous page.' }),
    },
    complexity: pageCost,
    resolve: ({ recipe }, args, context) => runsOf('recipe', recipe.digest, args, context),
  }),
);
