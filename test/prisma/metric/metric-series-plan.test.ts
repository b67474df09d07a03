import type { Database, Queryable } from '@stillhouse/prisma/database/database.ts';
import { metricSeries } from '@stillhouse/prisma/metric/metric-series.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import { aStartedRun } from '../records.ts';
import { rowsOfPlan } from './rows-of-plan.ts';

let db: Database;
const run: Record<number, string> = {};

beforeAll(async () => {
  db = await openTestDatabase();
  for (const points of [10_000, 100_000]) {
    const id = await aStartedRun(db);
    run[points] = id;
    await db.query(
      `WITH made AS (INSERT INTO metric (run_id, key, count) VALUES ($1, 'loss', $2) RETURNING id)
       INSERT INTO metric_point SELECT $1::uuid, made.id, step, step % 97, to_timestamp(1.7e9 + step)
       FROM made, generate_series(0, $2::int - 1) AS step`,
      [id, points],
    );
  }
});
afterAll(() => db.close());

async function rowsRead(axis: 'STEP' | 'TIME', points: number, buckets: number): Promise<number> {
  let rows = 0;
  const explaining: Queryable = {
    async query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]> {
      rows += await rowsOfPlan(db, text, values);
      return [];
    },
  };
  await metricSeries(explaining, { series: [{ run: run[points] ?? '', key: 'loss' }], axis, buckets });
  return rows;
}

describe.each(['STEP', 'TIME'] as const)('a chart over %s', (axis) => {
  test('reads ten times the rows for ten times the points', async () => {
    const [few, many] = [await rowsRead(axis, 10_000, 500), await rowsRead(axis, 100_000, 500)];
    expect(few).toBeGreaterThanOrEqual(10_000);
    expect(many / few).toBeLessThanOrEqual(10.5);
  });

  test('reads no more rows for 500 buckets than for 50', async () => {
    const [few, many] = [await rowsRead(axis, 100_000, 50), await rowsRead(axis, 100_000, 500)];
    expect(many / few).toBeLessThanOrEqual(1.05);
  });
});
