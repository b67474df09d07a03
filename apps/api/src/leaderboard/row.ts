import { encodeGlobalID } from '@pothos/plugin-relay';
import type { LeaderboardCell } from '@stillhouse/prisma/leaderboard/leaderboard.ts';
import type { Context } from '../context.ts';
import { LatencyRef } from '../evaluation/parts.ts';
import { RecipeRef, recipeByDigest } from '../recipe/recipe.ts';
import { RunKindRef } from '../run/run-ref.ts';
import { builder } from '../schema/builder.ts';
import { must } from '../schema/must.ts';
import { Cell, type CellView } from './cell.ts';
import type { RankedRow } from './rank-rows.ts';

/** A row, and the one it is compared with. */
export interface RowView {
  row: RankedRow;
  baseline: { cells: readonly LeaderboardCell[] } | null;
  /** Figure and majority-class baseline of each column, by key. */
  columns: ReadonlyMap<string, Pick<CellView, 'score' | 'majorityBaseline'>>;
  /** Its name among the rows shown. */
  name: (context: Context) => Promise<string>;
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
    label: t.string({
      description:
        'Its name among the rows shown, no two the same: the recipe’s title, and what it differs in from other rows with that title: `ReAugKD 1×32 from 2×64, lr 3e-4`.',
      resolve: ({ name }, _args, context) => name(context),
    }),
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
      description: 'Its results in the order of the columns; columns without runs are left out.',
      resolve: ({ row, baseline, columns }) =>
        row.cells.map((cell) => ({
          cell,
          score: columns.get(cell.column)?.score ?? '',
          majorityBaseline: columns.get(cell.column)?.majorityBaseline ?? null,
          compared: baseline?.cells.find(({ column }) => column === cell.column) ?? null,
        })),
    }),
    average: t.float({
      nullable: true,
      description:
        'Mean over `Leaderboard.averagedTasks`; null unless the row has a complete result with a defined score in each.',
      resolve: ({ row }) => row.average?.mean ?? null,
    }),
    averageSd: t.float({
      nullable: true,
      description:
        'Standard deviation of the average over the seeds that every averaged task has; null with fewer than two such seeds.',
      resolve: ({ row }) => row.average?.sd ?? null,
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
      description:
        'How long a prediction takes: mean over its evaluations that were timed on a quiet machine. Where none was, mean over all, and `quiet` is false: such figures do not rank.',
      resolve: ({ row }) => row.latency && { ...row.latency, load: null },
    }),
    knowledgeBaseSize: t.int({
      nullable: true,
      description: 'Entries of its knowledge bases, mean over its runs.',
      resolve: ({ row }) => row.knowledgeBase?.entries ?? null,
    }),
    knowledgeBaseBytes: t.field({
      type: 'BigInt',
      nullable: true,
      description:
        'Bytes of the entries of its knowledge bases (`KnowledgeBase.entryBytes`, without index), mean over its runs.',
      resolve: ({ row }) => row.knowledgeBase?.entryBytes ?? null,
    }),
    knowledgeBaseKeyBytes: t.field({
      type: 'BigInt',
      nullable: true,
      description: 'Bytes of the keys of its knowledge bases (`KnowledgeBase.keyBytes`), mean over its runs.',
      resolve: ({ row }) => row.knowledgeBase?.keyBytes ?? null,
    }),
  }),
});
