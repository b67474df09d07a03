import { encodeGlobalID } from '@pothos/plugin-relay';
import type { LeaderboardCell } from '@stillhouse/prisma/leaderboard/leaderboard.ts';
import { LatencyRef } from '../evaluation/parts.ts';
import { RecipeRef, recipeByDigest } from '../recipe/recipe.ts';
import { RunKindRef } from '../run/run-ref.ts';
import { builder } from '../schema/builder.ts';
import { must } from '../schema/must.ts';
import { Cell } from './cell.ts';
import type { RankedRow } from './rank-rows.ts';

/** A row, and the one it is compared with. */
export interface RowView {
  row: RankedRow;
  baseline: { cells: readonly LeaderboardCell[] } | null;
}

/** Opaque; the same wherever and whenever the row stands on a board. */
export function rowId({ rowDigest }: { rowDigest: string }): string {
  return encodeGlobalID('LeaderboardRow', rowDigest);
}

export const Row = builder.objectRef<RowView>('LeaderboardRow').implement({
  description: 'Everything that was run under one recipe, whatever the task.',
  fields: (t) => ({
    id: t.id({ description: 'Opaque; of the recipe without its task.', resolve: ({ row }) => rowId(row) }),
    rank: t.int({
      nullable: true,
      description: 'By average, 1 is the best; null unless the row is complete.',
      resolve: ({ row }) => row.rank,
    }),
    label: t.string({ description: 'What the recipe is called.', resolve: ({ row }) => row.label }),
    kind: t.field({ type: RunKindRef, description: 'What was trained.', resolve: ({ row }) => row.kind }),
    objective: t.string({
      nullable: true,
      description: 'What the student was asked for; null for a teacher.',
      resolve: ({ row }) => row.objective,
    }),
    recipe: t.field({
      type: RecipeRef,
      description: 'The recipe of its latest run.',
      resolve: async ({ row }, _args, context) => ({
        recipe: must(await recipeByDigest(context).load(row.recipe)),
        keys: null,
      }),
    }),
    cells: t.field({
      type: [Cell],
      description: 'Its results in the order of the tasks; tasks without runs are left out.',
      resolve: ({ row, baseline }) =>
        row.cells.map((cell) => ({
          cell,
          baseline: baseline?.cells.find(({ task }) => task === cell.task)?.mean ?? null,
        })),
    }),
    average: t.float({
      nullable: true,
      description:
        'Mean over the tasks, of one with two scores their plain mean; null unless every task is there and complete.',
      resolve: ({ row }) => row.average,
    }),
    parameters: t.field({
      type: 'BigInt',
      nullable: true,
      description: 'Trained weights, mean over its runs.',
      resolve: ({ row }) => row.parameters,
    }),
    latency: t.field({
      type: LatencyRef,
      nullable: true,
      description: 'How long a prediction takes, mean over its runs.',
      resolve: ({ row }) => row.latency,
    }),
    knowledgeBaseSize: t.int({
      nullable: true,
      description: 'Entries of its knowledge bases, mean over its runs.',
      resolve: ({ row }) => row.knowledgeBaseSize,
    }),
    knowledgeBaseBytes: t.field({
      type: 'BigInt',
      nullable: true,
      description: 'Bytes of its knowledge bases, mean over its runs.',
      resolve: ({ row }) => row.knowledgeBaseBytes,
    }),
  }),
});
