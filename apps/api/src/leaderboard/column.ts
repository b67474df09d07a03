import type { Column } from '@stillhouse/prisma/leaderboard/board-columns.ts';
import { DatasetRef, datasetByDigest, GlueContentRef } from '../dataset/dataset.ts';
import { builder } from '../schema/builder.ts';
import { must } from '../schema/must.ts';
import { TaskRef, taskOf } from '../task/task.ts';

/** A column, and whether averages are over it. */
export interface ColumnView {
  column: Column;
  averaged: boolean;
  /** Name of the figure. */
  score: string;
}

export const ColumnRef = builder.objectRef<ColumnView>('LeaderboardColumn').implement({
  description:
    'A column of a leaderboard: a task, or a dataset that has the name of a GLUE task and other content than GLUE.',
  fields: (t) => ({
    key: t.string({
      description: 'Distinguishes columns, as `LeaderboardCell.column`: `wnli`, `wnli@1a2b3c4d`.',
      resolve: ({ column }) => column.key,
    }),
    label: t.string({ description: '`WNLI`, `WNLI (other data)`.', resolve: ({ column }) => column.label }),
    task: t.field({
      type: TaskRef,
      description: 'The task.',
      resolve: ({ column }, _args, context) => taskOf(context).load(column.task),
    }),
    score: t.string({
      description:
        'The figure that ranks: `accuracy`, or `mean of f1 and accuracy` for a task with two scores.',
      resolve: ({ score }) => score,
    }),
    content: t.field({
      type: GlueContentRef,
      description:
        'How its datasets relate to the official GLUE split: the least certain of them; NOT_GLUE for other tasks and without results.',
      resolve: ({ column }) => column.content,
    }),
    datasets: t.field({
      type: [DatasetRef],
      description: 'Datasets with results, the earliest first.',
      resolve: ({ column }, _args, context) =>
        Promise.all(column.digests.map(async (digest) => must(await datasetByDigest(context).load(digest)))),
    }),
    majorityBaseline: t.float({
      nullable: true,
      description:
        'The figure of the best constant prediction, a mean over its datasets; null for regression and without results.',
      resolve: ({ column }) => column.baseline,
    }),
    averaged: t.boolean({
      description: 'Whether averages are over it.',
      resolve: ({ averaged }) => averaged,
    }),
  }),
});
