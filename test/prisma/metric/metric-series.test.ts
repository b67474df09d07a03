import { randomUUID } from 'node:crypto';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { logMetrics } from '@stillhouse/prisma/metric/log-metrics.ts';
import { metricSeries } from '@stillhouse/prisma/metric/metric-series.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import { aStartedRun } from '../records.ts';

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

async function aSeries(values: number[], times?: number[]): Promise<{ run: string; key: string }> {
  const run = await aStartedRun(db);
  const steps = values.map((_, i) => i);
  await logMetrics(db, {
    run,
    batch: randomUUID(),
    series: [{ key: 'loss', steps, values, ...(times && { times }) }],
  });
  return { run, key: 'loss' };
}

const seriesOf = async (
  series: { run: string; key: string },
  change: Partial<Parameters<typeof metricSeries>[1]> & { buckets: number },
) => (await metricSeries(db, { series: [series], axis: 'STEP', ...change }))[0];

describe('metricSeries', () => {
  test('a series with no more points than buckets is given point by point', async () => {
    const series = await aSeries([3, Number.NaN, 1]);
    expect(await seriesOf(series, { buckets: 3 })).toEqual([
      { from: 0, to: 0, count: 1, nonFinite: 0, first: 3, last: 3, min: 3, max: 3, mean: 3 },
      {
        from: 1,
        to: 1,
        count: 1,
        nonFinite: 1,
        first: Number.NaN,
        last: Number.NaN,
        min: null,
        max: null,
        mean: null,
      },
      { from: 2, to: 2, count: 1, nonFinite: 0, first: 1, last: 1, min: 1, max: 1, mean: 1 },
    ]);
  });

  test('buckets keep first, last, minimum, maximum and mean, and count what is not finite', async () => {
    const series = await aSeries([4, 2, 6, Infinity, 8, 0, 1, 5, 3]);
    expect(await seriesOf(series, { buckets: 2 })).toEqual([
      { from: 0, to: 4, count: 4, nonFinite: 1, first: 4, last: Infinity, min: 2, max: 6, mean: 4 },
      { from: 4, to: 8, count: 5, nonFinite: 0, first: 8, last: 3, min: 0, max: 8, mean: 17 / 5 },
    ]);
  });

  test('a spike among thousands of points is never hidden', async () => {
    const values = Array.from({ length: 5000 }, () => 1);
    values[3777] = 1e6;
    const series = await aSeries(values);
    const buckets = await seriesOf(series, { buckets: 20 });
    expect(buckets).toHaveLength(20);
    expect(Math.max(...(buckets?.map(({ max }) => max ?? 0) ?? []))).toBe(1e6);
    expect(buckets?.reduce((sum, { count }) => sum + count, 0)).toBe(5000);
    expect(await seriesOf(series, { buckets: 20 })).toEqual(buckets);
  });

  test('takes only what lies between from and to', async () => {
    const series = await aSeries([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect((await seriesOf(series, { from: 2.5, to: 6, buckets: 100 }))?.map(({ from }) => from)).toEqual([
      3, 4, 5, 6,
    ]);
    expect(await seriesOf(series, { from: 2, to: 6, buckets: 2 })).toMatchObject([
      { from: 2, to: 4, count: 2 },
      { from: 4, to: 6, count: 3 },
    ]);
    expect(await seriesOf(series, { from: 50, to: 60, buckets: 2 })).toEqual([]);
  });

  test('lies along time as well', async () => {
    const start = Date.UTC(2026, 0, 1);
    const series = await aSeries([1, 2, 3, 4], [start, start + 10, start + 1000, start + 2000]);
    expect(await seriesOf(series, { axis: 'TIME', buckets: 2 })).toMatchObject([
      { from: start, to: start + 1000, count: 2, first: 1, last: 2 },
      { from: start + 1000, to: start + 2000, count: 2, first: 3, last: 4 },
    ]);
    expect(await seriesOf(series, { axis: 'TIME', from: start + 5, buckets: 9 })).toMatchObject([
      { from: start + 10 },
      { from: start + 1000 },
      { from: start + 2000 },
    ]);
  });

  test('ends beyond what an axis has are refused by name', async () => {
    const series = await aSeries([1, 2]);
    await expect(seriesOf(series, { from: -1e300, buckets: 2 })).rejects.toMatchObject({ path: ['from'] });
    await expect(seriesOf(series, { axis: 'TIME', to: 1e300, buckets: 2 })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: ['to'],
    });
    expect(await seriesOf(series, { from: -0.5, to: 2 ** 53 - 1, buckets: 2 })).toHaveLength(2);
  });

  test('the mean of every finite value is finite and between the extremes', async () => {
    const most = Number.MAX_VALUE;
    const meanOf = async (values: number[]) => {
      const [bucket] = (await seriesOf(await aSeries(values), { buckets: 1 })) ?? [];
      return bucket?.mean;
    };
    expect(await meanOf([1.5e308, 1.5e308, 1.5e308])).toBeCloseTo(1.5e308, -300);
    expect(await meanOf([most, most, most])).toBe(most);
    expect(await meanOf([most, -most, 3])).toBe(1);
    expect(await meanOf([-most, -most, 1e200])).toBeCloseTo(-1.2e308, -307);
    expect(await meanOf([5e-324])).toBe(5e-324);
    expect(await meanOf([5e-324, 5e-324, 5e-324])).toBe(5e-324);
    expect(await meanOf([5e-324, -5e-324, 2 ** -1060])).toBeCloseTo(2 ** -1060 / 3, 320);
    expect(await meanOf([Number.NaN, Infinity, 2])).toBe(2);
  });

  test('negative steps come before 0', async () => {
    const run = await aStartedRun(db);
    const steps = [-3, 0, Number.MIN_SAFE_INTEGER, 2];
    await logMetrics(db, { run, batch: randomUUID(), series: [{ key: 'loss', steps, values: steps }] });
    const series = { run, key: 'loss' };
    expect((await seriesOf(series, { buckets: 10 }))?.map(({ first }) => first)).toEqual([
      Number.MIN_SAFE_INTEGER,
      -3,
      0,
      2,
    ]);
    expect((await seriesOf(series, { from: -5, to: -1, buckets: 10 }))?.map(({ first }) => first)).toEqual([
      -3,
    ]);
  });

  test('many series are read in one statement, in the order asked for', async () => {
    const [a, b] = [await aSeries([1, 2]), await aSeries([3])];
    let statements = 0;
    const stop = db.onStatement(() => statements++);
    const result = await metricSeries(db, {
      series: [b, { run: a.run, key: 'missing' }, a, b],
      axis: 'STEP',
      buckets: 10,
    });
    stop();
    expect(statements).toBe(1);
    expect(result.map((buckets) => buckets.map(({ first }) => first))).toEqual([[3], [], [1, 2], [3]]);
  });
});
