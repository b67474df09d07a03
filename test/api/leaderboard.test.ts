import { finishRun } from '@stillhouse/prisma/run/finish-run.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aStartedRun, aWrittenDataset } from '../prisma/records.ts';
import { evaluated } from '../prisma/scored.ts';
import { ask, codesOf, dataOf } from './ask.ts';
import { type Served, serve } from './serve.ts';

/** Examples of each dataset. */
const size = 100;
const tasks = ['synthetic-sentiment', 'synthetic-entailment'];

let api: Served;
const datasets = new Map<string, string>();
beforeAll(async () => {
  api = await serve();
  for (const task of tasks) {
    datasets.set(task, (await aWrittenDataset(api.db, size, { task, synthetic: true })).digest);
  }
  for (const seed of [1, 2]) {
    await scored('good', tasks[0], seed, 0.8 + seed / 10);
    await scored('good', tasks[1], seed, 0.7);
    await scored('fair', tasks[0], seed, 0.6);
    await scored('fair', tasks[1], seed, 0.6);
  }
  await scored('partial', tasks[0], 1, 0.99);
});
afterAll(() => api?.close());

/** A finished student of a recipe, with one score. */
async function scored(name: string, task: string | undefined, seed: number, value: number): Promise<void> {
  if (!task) return;
  const recipe = { kind: 'student', name, data: { task }, objective: { name: 'kd' } };
  const run = await aStartedRun(api.db, { name, kind: 'STUDENT', task, seed, recipe });
  await evaluated(api.db, { run, dataset: { digest: datasets.get(task) ?? '', size } }, { student: value });
  await finishRun(api.db, { id: run, status: 'FINISHED', failure: null });
}

interface Board {
  leaderboard: {
    tasks: { id: string }[];
    rows: {
      id: string;
      rank: number | null;
      average: number | null;
      cells: {
        task: string;
        n: number;
        seeds: number[];
        mean: number;
        sd: number | null;
        best: number;
        difference: number | null;
        runs: { name: string }[];
      }[];
    }[];
  };
}

const query = `query ($benchmark: String!, $filter: LeaderboardFilter, $baseline: String) {
  leaderboard(benchmark: $benchmark, split: DEV, filter: $filter, baseline: $baseline) { tasks { id } rows { id rank average recipe { digest }
    cells { task n seeds mean sd best difference complete runs { name } } } } }`;

async function board(variables: Record<string, unknown> = {}): Promise<Board['leaderboard']> {
  return (await dataOf<Board>(api.url, query, { benchmark: 'synthetic', ...variables })).leaderboard;
}

test('rows are recipes over their seeds, ranked by the average of those that have every task', async () => {
  const { rows } = await board();
  expect(rows.map(({ cells }) => cells[0]?.runs[0]?.name)).toEqual(['good', 'fair', 'partial']);
  expect(rows.map(({ rank }) => rank)).toEqual([1, 2, null]);
  expect(rows[0]?.average).toBeCloseTo((0.95 + 0.7) / 2, 12);
  expect(rows[2]?.average).toBeNull();
  const [cell] = rows[0]?.cells ?? [];
  expect(cell).toMatchObject({ task: 'synthetic-sentiment', n: 2, seeds: [1, 2], best: 1 });
  expect(cell?.mean).toBeCloseTo(0.95, 12);
  expect(cell?.sd).toBeCloseTo(Math.SQRT1_2 / 10, 12);
});

test('on one task a row with only that task is complete', async () => {
  const { rows, tasks: columns } = await board({ filter: { tasks: ['synthetic-sentiment'] } });
  expect(columns.map(({ id }) => id)).toEqual(['synthetic-sentiment']);
  expect(rows.map(({ cells, rank }) => [cells[0]?.runs[0]?.name, rank])).toEqual([
    ['partial', 1],
    ['good', 2],
    ['fair', 3],
  ]);
});

test('the others are compared with a baseline on each task', async () => {
  const baseline = (await board()).rows[1]?.id;
  const { rows } = await board({ baseline });
  const differences = rows.map(({ cells }) => cells.map(({ difference }) => Number(difference?.toFixed(9))));
  expect(differences).toEqual([[0.35, 0.1], [0, 0], [0.39]]);
});

test('what is not known is refused', async () => {
  const benchmark = 'synthetic';
  for (const variables of [
    { benchmark: 'nothing' },
    { benchmark, filter: { tasks: ['rte'] } },
    { benchmark, baseline: 'nobody' },
  ]) {
    expect(codesOf(await ask(api.url, query, variables)), JSON.stringify(variables)).toEqual(['BAD_INPUT']);
  }
});

test('a benchmark without runs has its columns and no rows', async () => {
  const { rows, tasks: columns } = await board({ benchmark: 'glue' });
  expect(rows).toEqual([]);
  expect(columns.length).toBeGreaterThan(5);
});
