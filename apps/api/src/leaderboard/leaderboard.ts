import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Split } from '@stillhouse/domain/record/dataset.ts';
import { tuningScoreName } from '@stillhouse/domain/score/tuning-score.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';
import { leaderboard } from '@stillhouse/prisma/leaderboard/leaderboard.ts';
import type { Context } from '../context.ts';
import { SplitRef } from '../dataset/dataset.ts';
import { RunKindRef } from '../run/run-ref.ts';
import { builder } from '../schema/builder.ts';
import { must } from '../schema/must.ts';
import { allTasks, TaskRef } from '../task/task.ts';
import { ColumnRef, type ColumnView } from './column.ts';
import { type RankedRow, rankRows } from './rank-rows.ts';
import { Row, type RowView, rowId } from './row.ts';
import { rowNames } from './row-names.ts';

const LeaderboardFilter = builder.inputType('LeaderboardFilter', {
  description: 'Conditions on rows and columns, combined with AND.',
  fields: (t) => ({
    tasks: t.stringList({
      description:
        'Ids of the tasks to show. Columns, averages and ranks then cover all of these tasks, with or without results.',
    }),
    without: t.stringList({
      description:
        'Ids of tasks to leave out: they get no column, and averages and ranks cover the remaining tasks.',
    }),
    kind: t.field({ type: RunKindRef, description: 'Show only runs of this kind.' }),
    objective: t.string({ description: 'Show only this objective, for example `reaugkd`.' }),
  }),
});

interface Board {
  benchmark: string;
  split: Split;
  tasks: Task[];
  columns: ColumnView[];
  rows: RowView[];
}

const Leaderboard = builder.objectRef<Board>('Leaderboard').implement({
  description: 'Recipes compared on a benchmark: one row per recipe, over its seeds.',
  fields: (t) => ({
    benchmark: t.exposeString('benchmark', {
      description: 'The benchmark: `glue`, `synthetic` or `custom`.',
    }),
    split: t.field({
      type: SplitRef,
      description: 'Split that was evaluated on.',
      resolve: ({ split }) => split,
    }),
    tasks: t.field({
      type: [TaskRef],
      description: 'Tasks of the leaderboard, in display order.',
      resolve: (board) => board.tasks,
    }),
    columns: t.field({
      type: [ColumnRef],
      description:
        'Columns in display order: one for each task, followed by one for each dataset with other content under the name of a GLUE task.',
      resolve: (board) => board.columns,
    }),
    averagedTasks: t.field({
      type: [TaskRef],
      description:
        'Tasks that averages and ranks cover: those of the filter, otherwise those that the benchmark averages and in which a shown row has a result.',
      resolve: ({ columns, tasks }) =>
        tasks.filter(({ id }) => columns.some(({ averaged, column }) => averaged && column.key === id)),
    }),
    rows: t.field({
      type: [Row],
      description: 'Rows, best first; rows without a rank come last.',
      resolve: ({ rows }) => rows,
    }),
  }),
});

builder.queryField('leaderboard', (t) =>
  t.field({
    type: Leaderboard,
    description: 'Finished runs of a benchmark, grouped by recipe.',
    args: {
      benchmark: t.arg.string({
        required: true,
        description: 'The benchmark: `glue`, `synthetic` or `custom`.',
      }),
      split: t.arg({
        type: SplitRef,
        required: true,
        description: 'Split to show; splits are never mixed.',
      }),
      filter: t.arg({ type: LeaderboardFilter, description: 'Rows and columns to show.' }),
      baseline: t.arg.string({ description: 'Id of the row that the others are compared with.' }),
    },
    complexity: { field: 50, multiplier: 1 },
    resolve: async (_root, { benchmark, split, filter, baseline }, context) => {
      const { db } = context;
      const tasks = tasksOf(await allTasks(context), benchmark, {
        only: filter?.tasks ?? null,
        without: filter?.without ?? [],
      });
      const found = await leaderboard(db, {
        tasks,
        asked: filter?.tasks != null,
        split,
        kind: filter?.kind ?? undefined,
        objective: filter?.objective ?? undefined,
      });
      const rows = rankRows(found.rows);
      const compared = baseline == null ? null : baselineOf(rows, baseline);
      const columns = found.columns.map((column) => ({
        column,
        averaged: found.averaged.includes(column.key),
        score: tuningScoreName({ id: column.task, scores: taskIn(tasks, column.task).scores }),
      }));
      const shown = new Map(
        columns.map(({ column, score }) => [column.key, { score, majorityBaseline: column.baseline }]),
      );
      const names = rowNames(rows);
      return {
        benchmark,
        split,
        tasks,
        columns,
        rows: rows.map((row, i) => ({
          row,
          baseline: compared,
          columns: shown,
          name: async (asked: Context) => (await names(asked))[i] ?? row.title,
        })),
      };
    },
  }),
);

/** @throws ExpectedError BAD_INPUT for a benchmark or a task that is not known */
function tasksOf(
  tasks: readonly Task[],
  benchmark: string,
  { only, without }: { only: readonly string[] | null; without: readonly string[] },
): Task[] {
  const ofBenchmark = tasks.filter((task) => task.benchmark === benchmark);
  // There may be no task of one's own yet, and then nothing on its board.
  if (ofBenchmark.length === 0 && benchmark !== 'custom') {
    const known = [...new Set([...tasks.map((task) => task.benchmark), 'custom'])].join(', ');
    throw new ExpectedError(
      'BAD_INPUT',
      `Unknown benchmark "${benchmark}". Available benchmarks: ${known}.`,
      ['benchmark'],
    );
  }
  for (const [field, ids] of Object.entries({ tasks: only ?? [], without })) {
    const stray = ids.find((id) => !ofBenchmark.some((task) => task.id === id));
    if (stray !== undefined) {
      throw new ExpectedError('BAD_INPUT', `${benchmark} has no task "${stray}".`, ['filter', field]);
    }
  }
  return ofBenchmark.filter(({ id }) => (only?.includes(id) ?? true) && !without.includes(id));
}

function taskIn(tasks: readonly Task[], id: string): Task {
  return must(tasks.find((task) => task.id === id) ?? null);
}

function baselineOf(rows: readonly RankedRow[], id: string): RankedRow {
  const found = rows.find((row) => rowId(row) === id);
  if (found) return found;
  throw new ExpectedError('BAD_INPUT', 'The baseline is not a row of this leaderboard.', ['baseline']);
}
