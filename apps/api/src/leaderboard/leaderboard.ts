import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Split } from '@stillhouse/domain/record/dataset.ts';
import { type Task, tasks } from '@stillhouse/domain/task/task.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import {
  type LeaderboardCell,
  type LeaderboardRow,
  leaderboard,
} from '@stillhouse/prisma/leaderboard/leaderboard.ts';
import { SplitRef } from '../dataset/dataset.ts';
import { LatencyRef } from '../evaluation/parts.ts';
import { RecipeRef, recipeByDigest } from '../recipe/recipe.ts';
import { RunKindRef, RunRef, runById } from '../run/run-ref.ts';
import { builder } from '../schema/builder.ts';
import { must } from '../schema/must.ts';
import { TaskRef } from '../task/task.ts';

const CellRef = builder.objectRef<LeaderboardCell>('LeaderboardCell').implement({
  description: 'The seeds of a row on one task.',
  fields: (t) => ({
    task: t.exposeString('task', { description: 'Id of the task.' }),
    score: t.exposeString('score', { description: 'The score that ranks it.' }),
    n: t.exposeInt('n', { description: 'Runs that count: of each seed the latest.' }),
    seeds: t.exposeIntList('seeds', { description: 'Their seeds.' }),
    mean: t.exposeFloat('mean', { description: 'Mean over runs: with retrieval where there is any.' }),
    sd: t.exposeFloat('sd', { nullable: true, description: 'Sample standard deviation; null for one run.' }),
    best: t.exposeFloat('best', { description: 'The best run.' }),
    alone: t.exposeFloat('alone', {
      nullable: true,
      description: 'Mean without retrieval; null where there was none.',
    }),
    aloneSd: t.exposeFloat('aloneSd', { nullable: true, description: 'Its standard deviation.' }),
    neighborsOnly: t.exposeFloat('neighborsOnly', {
      nullable: true,
      description: 'Mean of the neighbors alone (β = 0).',
    }),
    gain: t.exposeFloat('gain', {
      nullable: true,
      description: 'Mean over runs of with − without retrieval.',
    }),
    gainSd: t.exposeFloat('gainSd', { nullable: true, description: 'Its standard deviation.' }),
    retention: t.exposeFloat('retention', {
      nullable: true,
      description: 'Mean share of the teacher’s score.',
    }),
    complete: t.exposeBoolean('complete', { description: 'Whether whole splits were predicted.' }),
    runs: t.field({
      type: [RunRef],
      description: 'The runs.',
      resolve: async ({ runs }, _args, context) => {
        const found = await Promise.all(runs.map((id) => runById(context).load(id)));
        return found.filter((run) => run !== null);
      },
    }),
  }),
});

const RowRef = builder.objectRef<LeaderboardRow & { rank: number | null }>('LeaderboardRow').implement({
  description: 'A recipe with its task taken out, on the tasks of a board.',
  fields: (t) => ({
    id: t.id({ description: 'The same for ever.', resolve: ({ rowDigest }) => rowDigest }),
    rank: t.exposeInt('rank', { nullable: true, description: 'By average; null without one.' }),
    label: t.exposeString('label', { description: 'What it is called.' }),
    kind: t.field({ type: RunKindRef, description: 'Kind of its runs.', resolve: ({ kind }) => kind }),
    objective: t.exposeString('objective', {
      nullable: true,
      description: 'What the students were asked for.',
    }),
    recipe: t.field({
      type: RecipeRef,
      description: 'The recipe of its latest run.',
      resolve: async ({ recipe }, _args, context) => ({
        recipe: must(await recipeByDigest(context).load(recipe)),
        keys: null,
      }),
    }),
    cells: t.field({
      type: [CellRef],
      description: 'One for each task it was run on.',
      resolve: ({ cells }) => cells,
    }),
    average: t.exposeFloat('average', {
      nullable: true,
      description: 'Mean over the tasks of the board; null unless every one is there, complete.',
    }),
    parameters: t.expose('parameters', {
      type: 'BigInt',
      nullable: true,
      description: 'Number of trained weights.',
    }),
    latency: t.field({
      type: LatencyRef,
      nullable: true,
      description: 'Means over runs.',
      resolve: ({ latency }) => latency,
    }),
    knowledgeBaseSize: t.exposeInt('knowledgeBaseSize', { nullable: true, description: 'Entries.' }),
    knowledgeBaseBytes: t.expose('knowledgeBaseBytes', {
      type: 'BigInt',
      nullable: true,
      description: 'Table and indexes.',
    }),
  }),
});

interface Board {
  benchmark: string;
  split: Split;
  tasks: Task[];
  rows: (LeaderboardRow & { rank: number | null })[];
}

const BoardRef = builder.objectRef<Board>('Leaderboard').implement({
  description: 'Recipes ranked by their mean over seeds; dev and test never mixed.',
  fields: (t) => ({
    benchmark: t.exposeString('benchmark', { description: '`glue` or `synthetic`.' }),
    split: t.field({ type: SplitRef, description: 'Dev or test.', resolve: ({ split }) => split }),
    tasks: t.field({
      type: [TaskRef],
      description: 'The tasks that an average is over.',
      resolve: (board) => board.tasks,
    }),
    rows: t.field({
      type: [RowRef],
      description: 'Best average first, then those without one.',
      resolve: ({ rows }) => rows,
    }),
  }),
});

const LeaderboardFilter = builder.inputType('LeaderboardFilter', {
  description: 'Which rows and tasks.',
  fields: (t) => ({
    tasks: t.stringList({ description: 'Ids of the tasks of the board; left out: all of the benchmark.' }),
    kind: t.field({ type: RunKindRef, description: 'Only rows of this kind.' }),
    objective: t.string({ description: 'Only rows of this objective.' }),
  }),
});

builder.queryField('leaderboard', (t) =>
  t.field({
    type: BoardRef,
    description: 'The leaderboard of a benchmark.',
    args: {
      benchmark: t.arg.string({ required: true, description: '`glue` or `synthetic`.' }),
      split: t.arg({ type: SplitRef, required: true, description: 'Dev or test.' }),
      filter: t.arg({ type: LeaderboardFilter, description: 'Which rows and tasks.' }),
    },
    complexity: { field: 50, multiplier: 2 },
    resolve: (_root, { benchmark, split, filter }, { db }) => board(db, benchmark, split, filter ?? {}),
  }),
);

async function board(
  db: Database,
  benchmark: string,
  split: Split,
  filter: typeof LeaderboardFilter.$inferInput,
): Promise<Board> {
  const ofBenchmark = tasks.filter((task) => task.benchmark === benchmark);
  if (ofBenchmark.length === 0) {
    throw new ExpectedError('BAD_INPUT', `There is no benchmark "${benchmark}": glue or synthetic.`, [
      'benchmark',
    ]);
  }
  const asked = filter.tasks;
  const chosen = asked ? ofBenchmark.filter(({ id }) => asked.includes(id)) : ofBenchmark;
  const rows = await leaderboard(db, {
    tasks: chosen.map(({ id, scores }) => ({ id, score: scores[0] ?? '' })),
    split,
    kind: filter.kind ?? undefined,
    objective: filter.objective ?? undefined,
  });
  const sorted = rows.sort((a, b) => (b.average ?? -Infinity) - (a.average ?? -Infinity));
  const ranked = sorted.map((row, i) => ({ ...row, rank: row.average === null ? null : i + 1 }));
  return { benchmark, split, tasks: chosen, rows: ranked };
}
