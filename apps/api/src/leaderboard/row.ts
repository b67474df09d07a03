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
  description: 'All runs of one recipe, over all tasks.',
  fields: (t) => ({
    id: t.id({ description: 'Opaque id of the recipe without its task.', resolve: ({ row }) => rowId(row) }),
    rank: t.int({
      nullable: true,
      description: 'Rank by average, 1 is the best; null unless the row is complete.',
      resolve: ({ row }) => row.rank,
    }),
    label: t.string({
      description:
        'Name of the row, unique among the rows shown: the title of the recipe and what distinguishes it from other rows with that title: `ReAugKD 1×32 from 2×64, lr 3e-4`.',
      resolve: ({ name }, _args, context) => name(context),
    }),
    kind: t.field({ type: RunKindRef, description: 'Kind of the runs.', resolve: ({ row }) => row.kind }),
    objective: t.string({
      nullable: true,
      description: 'Name of the distillation objective; null for a teacher.',
      resolve: ({ row }) => row.objective,
    }),
    recipe: t.field({
      type: RecipeRef,
      description: 'Recipe of the latest run.',
      resolve: async ({ row }, _args, context) => ({
        recipe: must(await recipeByDigest(context).load(row.recipe)),
        keys: null,
      }),
    }),
    cells: t.field({
      type: [Cell],
      description: 'Results in column order; columns without runs are left out.',
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
        'Sample standard deviation of the average over the seeds that have every averaged task; null with fewer than two such seeds.',
      resolve: ({ row }) => row.average?.sd ?? null,
    }),
    parameters: t.field({
      type: 'BigInt',
      nullable: true,
      description: 'Number of trained parameters, mean over runs; null if not recorded.',
      resolve: ({ row }) => row.parameters,
    }),
    latency: t.field({
      type: LatencyRef,
      nullable: true,
      description:
        'Time per prediction, mean over the evaluations that were timed on an idle machine. If there are none, mean over all evaluations, and `quiet` is false: such latencies are not ranked. Null if not measured.',
      resolve: ({ row }) => row.latency && { ...row.latency, load: null },
    }),
    knowledgeBaseSize: t.int({
      nullable: true,
      description: 'Number of entries of the knowledge bases, mean over runs; null without a knowledge base.',
      resolve: ({ row }) => row.knowledgeBase?.entries ?? null,
    }),
    knowledgeBaseBytes: t.field({
      type: 'BigInt',
      nullable: true,
      description:
        'Size in bytes of the entries of the knowledge bases (`KnowledgeBase.entryBytes`, without indexes), mean over runs; null without a knowledge base.',
      resolve: ({ row }) => row.knowledgeBase?.entryBytes ?? null,
    }),
    knowledgeBaseKeyBytes: t.field({
      type: 'BigInt',
      nullable: true,
      description:
        'Size in bytes of the keys of the knowledge bases (`KnowledgeBase.keyBytes`), mean over runs; null without a knowledge base.',
      resolve: ({ row }) => row.knowledgeBase?.keyBytes ?? null,
    }),
  }),
});
