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
  description: 'A leaderboard column: a task, or a dataset with other content under the name of a GLUE task.',
  fields: (t) => ({
    key: t.string({
      description: 'Key of the column, unique on the leaderboard: `wnli`, `wnli@1a2b3c4d`.',
      resolve: ({ column }) => column.key,
    }),
    label: t.string({
      description: 'Heading of the column: `WNLI`, `WNLI (other data)`.',
      resolve: ({ column }) => column.label,
    }),
    task: t.field({
      type: TaskRef,
      description: 'Task of the column.',
      resolve: ({ column }, _args, context) => taskOf(context).load(column.task),
    }),
    score: t.string({
      description:
        'Name of the ranking figure: `accuracy`, or `mean of f1 and accuracy` for a task with two scores.',
      resolve: ({ score }) => score,
    }),
    content: t.field({
      type: GlueContentRef,
      description:
        'How the column’s datasets relate to the official GLUE split, by the least certain one; NOT_GLUE for other tasks and without results.',
      resolve: ({ column }) => column.content,
    }),
    datasets: t.field({
      type: [DatasetRef],
      description: 'Datasets with results, oldest first.',
      resolve: ({ column }, _args, context) =>
        Promise.all(column.digests.map(async (digest) => must(await datasetByDigest(context).load(digest)))),
    }),
    majorityBaseline: t.float({
      nullable: true,
      description:
        'Ranking figure of the majority-class baseline, mean over the datasets; null for regression and without results.',
      resolve: ({ column }) => column.baseline,
    }),
    averaged: t.boolean({
      description: 'Whether averages include the column.',
      resolve: ({ averaged }) => averaged,
    }),
  }),
});
