import type { Database, Queryable } from '@stillhouse/prisma/database/database.ts';
import { metricSeries } from '@stillhouse/prisma/metric/metric-series.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import { aStartedRun } from '../records.ts';

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

interface Node {
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Join Filter'?: number;
  Plans?: Node[];
}

/** Rows that all nodes of a plan produced or dropped. */
function rowsOf(node: Node): number {
  const each =
    node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Join Filter'] ?? 0);
  return (node.Plans ?? []).reduce((sum, plan) => sum + rowsOf(plan), each * node['Actual Loops']);
}

async function rowsRead(axis: 'STEP' | 'TIME', points: number, buckets: number): Promise<number> {
  let rows = 0;
  const explaining: Queryable = {
    async query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]> {
      const [row] = await db.query<{ 'QUERY PLAN': { Plan: Node }[] }>(
        `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`,
        values,
      );
      for (const { Plan } of row?.['QUERY PLAN'] ?? []) rows += rowsOf(Plan);
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
