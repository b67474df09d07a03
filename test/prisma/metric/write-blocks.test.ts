import { randomUUID } from 'node:crypto';
import type { Database, Transaction } from '@stillhouse/prisma/database/database.ts';
import { logMetrics } from '@stillhouse/prisma/metric/log-metrics.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import { aStartedRun, seeded } from '../records.ts';
import { rowsOfPlan } from './rows-of-plan.ts';

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

const log = (to: Pick<Database, 'transaction'>, run: string, steps: number[], values: number[]) =>
  logMetrics(to as Database, { run, batch: randomUUID(), series: [{ key: 'loss', steps, values }] });

/** Counts the rows that the statements of transactions read, each carried out once more than it counts. */
function counting(): Pick<Database, 'transaction'> & { rows: number } {
  const counter = {
    rows: 0,
    transaction: <T>(work: (tx: Transaction) => Promise<T>) =>
      db.transaction((tx) =>
        work({
          ...tx,
          async query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]> {
            await tx.query('SAVEPOINT before');
            counter.rows += await rowsOfPlan(tx, text, values);
            await tx.query('ROLLBACK TO SAVEPOINT before');
            return tx.query<Row>(text, values);
          },
        }),
      ),
  };
  return counter;
}

async function aSeries(points: number): Promise<string> {
  const run = await aStartedRun(db);
  for (let from = 0; from < points; from += 20_000) {
    const steps = Array.from({ length: Math.min(20_000, points - from) }, (_, i) => from + i);
    await log(
      db,
      run,
      steps,
      steps.map((step) => -step),
    );
  }
  return run;
}

test('rewriting the minimum of a long series reads a block of points and a row for each block', async () => {
  const points = 100_000;
  const run = await aSeries(points);
  const minimum = counting();
  await log(minimum, run, [points - 1], [7]);
  // Its block twice, as it is built again, and the rows of 100 blocks, through a few nodes of the plans.
  expect(minimum.rows).toBeLessThan(20_000);
  const [metric] = await db.prisma.metric.findMany({ where: { runId: run } });
  expect(metric).toMatchObject({
    count: points,
    minStep: BigInt(points - 2),
    minValue: 2 - points,
    maxStep: BigInt(points - 1),
  });
}, 120_000);

test('appending to a long series reads nothing of it', async () => {
  const points = 20_000;
  const run = await aSeries(points);
  const appended = counting();
  await log(appended, run, [points, points + 1], [1, 2]);
  expect(appended.rows).toBeLessThan(100);
});

test('blocks tile the steps, and hold 1,000 to 1,999 points of a series that is only appended to', async () => {
  const run = await aStartedRun(db);
  for (let from = 0; from < 12_000; from += 700) {
    const steps = Array.from({ length: 700 }, (_, i) => 5 * (from + i));
    await log(db, run, steps, steps);
  }
  const [metric] = await db.prisma.metric.findMany({
    where: { runId: run },
    include: { blocks: { orderBy: { lastStep: 'asc' } } },
  });
  const blocks = metric?.blocks ?? [];
  expect(blocks.length).toBeGreaterThan(5);
  expect(blocks.map(({ afterStep }) => afterStep)).toEqual([
    null,
    ...blocks.slice(0, -1).map(({ lastStep }) => lastStep),
  ]);
  for (const { count } of blocks) {
    expect(count).toBeGreaterThanOrEqual(1000);
    expect(count).toBeLessThan(2000);
  }
  expect(blocks.at(-1)?.lastStep).toBe(metric?.blockEnd);
  expect(blocks.reduce((sum, { count }) => sum + count, 0)).toBe(metric?.blockCount);
});

test('summaries equal what all points say, in whatever order many points are written and rewritten', async () => {
  const run = await aStartedRun(db);
  const random = seeded(11);
  const truth = new Map<number, number>();
  for (let round = 0; round < 25; round++) {
    const start = Math.floor(random() * 8000) - 2000;
    const steps = Array.from(
      { length: 50 + Math.floor(random() * 900) },
      () => start + Math.floor(random() * 2500),
    );
    const values = steps.map(() => (random() < 0.1 ? Number.NaN : Math.floor(random() * 5000)));
    steps.forEach((step, i) => {
      truth.set(step, values[i] as number);
    });
    await log(db, run, steps, values);
    const sorted = [...truth].sort(([a], [b]) => a - b);
    const finite = sorted.filter(([, value]) => Number.isFinite(value));
    const least = finite.reduce((a, b) => (b[1] < a[1] ? b : a));
    const greatest = finite.reduce((a, b) => (b[1] > a[1] ? b : a));
    const [metric] = await db.prisma.metric.findMany({ where: { runId: run }, include: { blocks: true } });
    expect(metric).toMatchObject({
      count: truth.size,
      nonFiniteCount: truth.size - finite.length,
      lastStep: BigInt(sorted.at(-1)?.[0] ?? 0),
      minStep: BigInt(least[0]),
      minValue: least[1],
      maxStep: BigInt(greatest[0]),
      maxValue: greatest[1],
    });
    expect(metric?.blocks.reduce((sum, { count }) => sum + count, 0)).toBe(metric?.blockCount);
  }
});
