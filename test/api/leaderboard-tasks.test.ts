import { finishRun } from '@stillhouse/prisma/run/finish-run.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aStartedRun, aWrittenDataset } from '../prisma/records.ts';
import { evaluated } from '../prisma/scored.ts';
import { ask, codesOf, dataOf } from './ask.ts';
import { type Served, serve } from './serve.ts';

const size = 100;
const [sentiment, entailment] = ['synthetic-sentiment', 'synthetic-entailment'] as const;

let api: Served;
beforeAll(async () => {
  api = await serve();
  for (const task of [sentiment, entailment]) {
    const { digest } = await aWrittenDataset(api.db, size, { task, synthetic: true });
    const scored = async (name: string, kind: 'STUDENT' | 'TEACHER', seed: number, student: number) => {
      const objective = kind === 'STUDENT' ? { objective: { name: 'kd' } } : {};
      const recipe = { kind: kind.toLowerCase(), name, data: { task }, ...objective };
      const run = await aStartedRun(api.db, { name, kind, task, seed, recipe });
      await evaluated(api.db, { run, dataset: { digest, size } }, { student });
      await finishRun(api.db, { id: run, status: 'FINISHED', failure: null });
    };
    await scored('teacher', 'TEACHER', 1, 0.95);
    for (const seed of [1, 2]) {
      // The one is better at sentiment, the other at entailment.
      await scored('one', 'STUDENT', seed, (task === sentiment ? 0.9 : 0.6) + seed / 100);
      if (task === entailment || seed === 1) await scored('two', 'STUDENT', seed, 0.7 + seed / 100);
    }
  }
});
afterAll(() => api?.close());

interface Board {
  leaderboard: {
    averagedTasks: { id: string }[];
    columns: { key: string }[];
    rows: {
      average: number | null;
      cells: { column: string; isBest: boolean; tiedWithBest: boolean; runs: { name: string }[] }[];
    }[];
  };
}

const query = `query ($filter: LeaderboardFilter) { leaderboard(benchmark: "synthetic", split: DEV, filter: $filter) {
  averagedTasks { id } columns { key } rows { average cells { column isBest tiedWithBest runs { name } } } } }`;

const board = async (filter: object | null) => (await dataOf<Board>(api.url, query, { filter })).leaderboard;
const nameOf = ({ cells }: Board['leaderboard']['rows'][number]) => cells[0]?.runs[0]?.name;

test('a task left out has no column, and averages and ranks are over the others that were scored', async () => {
  const all = await board(null);
  expect(all.averagedTasks.map(({ id }) => id)).toEqual([sentiment, entailment]);
  expect(all.rows.map(nameOf)).toEqual(['teacher', 'one', 'two']);
  const rest = await board({ without: [sentiment] });
  expect(rest.averagedTasks.map(({ id }) => id)).toEqual([entailment]);
  expect(rest.columns.map(({ key }) => key)).not.toContain(sentiment);
  expect(rest.rows.map(nameOf)).toEqual(['teacher', 'two', 'one']);
  expect(rest.rows[1]?.average).toBeCloseTo(0.715, 12);
});

test('leaving out a task that the benchmark lacks is refused by name', async () => {
  const answer = await ask(api.url, query, { filter: { without: ['rte'] } });
  expect(codesOf(answer)).toEqual(['BAD_INPUT']);
  expect(answer.errors[0]?.message).toContain('"rte"');
});

test('what is best in a column is decided among students: a teacher is there to be compared with', async () => {
  const best = (rows: Board['leaderboard']['rows']) =>
    rows
      .filter(({ cells }) => cells.some(({ column, isBest }) => column === sentiment && isBest))
      .map(nameOf);
  const { rows } = await board(null);
  expect(best(rows)).toEqual(['one']);
  expect(rows.find((row) => nameOf(row) === 'teacher')?.cells).toMatchObject([
    { isBest: false, tiedWithBest: false },
    { isBest: false, tiedWithBest: false },
  ]);
});
