import type { Database } from '@stillhouse/prisma/database/database.ts';
import { leaderboardStatement } from '@stillhouse/prisma/leaderboard/leaderboard-statement.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import { clearBoard, seedBoard } from './seed-board.ts';

const tasks = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

interface Plan {
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Join Filter'?: number;
  Plans?: Plan[];
}

/** Rows that every node of a plan made or looked at, all its loops together. */
function rowsOf(plan: Plan): number {
  const made =
    plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Join Filter'] ?? 0);
  return made * plan['Actual Loops'] + (plan.Plans ?? []).reduce((sum, inner) => sum + rowsOf(inner), 0);
}

async function boardRows(recipes: number): Promise<number> {
  await clearBoard(db);
  await seedBoard(db, { recipes, seeds: 5, tasks });
  const datasets = await db.query<{ digest: string; task: string }>(
    'SELECT digest, task FROM dataset WHERE task = ANY ($1::text[])',
    [tasks],
  );
  const [row] = await db.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${leaderboardStatement}`,
    [
      datasets.map(({ digest }) => digest),
      datasets.map(({ task }) => task),
      datasets.map(() => 'dev'),
      datasets.map(() => true),
      datasets.map(() => 'f1,accuracy'),
    ],
  );
  return rowsOf(row!['QUERY PLAN'][0].Plan);
}

test('a board of twice as many recipes is at most 2.5 times as much work', async () => {
  const few = await boardRows(10);
  const many = await boardRows(20);
  expect(many / few).toBeLessThanOrEqual(2.5);
  // Each of 20 × 5 × 9 runs has five scores; every step handles each of them a few times, and no pair of them.
  expect(many).toBeLessThan(20 * 5 * 9 * 5 * 12);
}, 120_000);
