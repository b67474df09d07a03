import { randomUUID } from 'node:crypto';
import { type LogMetrics, mostPoints, mostSeries } from '@stillhouse/domain/record/metric.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { logMetrics } from '@stillhouse/prisma/metric/log-metrics.ts';
import { finishRun } from '@stillhouse/prisma/run/finish-run.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import { aStartedRun, seeded } from '../records.ts';

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

const log = (run: string, series: LogMetrics['series'], batch = randomUUID()) =>
  logMetrics(db, { run, batch, series });
const metric = (run: string, key: string) =>
  db.prisma.metric.findUniqueOrThrow({ where: { runId_key: { runId: run, key } } });
const points = async (run: string, key: string) => {
  const { id } = await metric(run, key);
  return db.prisma.metricPoint.findMany({ where: { metricId: id }, orderBy: { step: 'asc' } });
};

describe('logMetrics', () => {
  test('keeps the points of many metrics, with their times', async () => {
    const run = await aStartedRun(db);
    const result = await log(run, [
      { key: 'loss', steps: [1, 2, 3], values: [3, 1, 2], times: [1000, 2000, 3000] },
      { key: 'accuracy', steps: [3], values: [0.5] },
    ]);
    expect(result).toEqual({ written: 4, duplicate: false });
    expect((await points(run, 'loss')).map(({ step, value, time }) => [step, value, time.getTime()])).toEqual(
      [
        [1n, 3, 1000],
        [2n, 1, 2000],
        [3n, 2, 3000],
      ],
    );
    expect(await metric(run, 'loss')).toMatchObject({
      count: 3,
      lastStep: 3n,
      lastValue: 2,
      minStep: 2n,
      minValue: 1,
      minTime: new Date(2000),
      maxStep: 1n,
      maxValue: 3,
    });
    expect((await metric(run, 'accuracy')).lastTime?.getTime()).toBeGreaterThan(Date.now() - 60_000);
  });

  test('a batch that is retried writes nothing twice', async () => {
    const run = await aStartedRun(db);
    const batch = randomUUID();
    await log(run, [{ key: 'loss', steps: [1, 2], values: [5, 6] }], batch);
    await log(run, [{ key: 'loss', steps: [2], values: [7] }]);
    expect(await log(run, [{ key: 'loss', steps: [1, 2], values: [5, 6] }], batch)).toEqual({
      written: 0,
      duplicate: true,
    });
    expect(await metric(run, 'loss')).toMatchObject({ count: 2, lastValue: 7 });
  });

  test('a batch id that comes again with other content is a conflict and writes nothing', async () => {
    const run = await aStartedRun(db);
    const batch = randomUUID();
    const series = [{ key: 'loss', steps: [1, 2], values: [5, Number.NaN], times: [1000, 2000] }];
    await log(run, series, batch);
    for (const change of [{ key: 'other' }, { steps: [1, 3] }, { values: [5, 6] }, { times: [1000, 2001] }]) {
      await expect(
        log(
          run,
          [{ key: 'loss', steps: [1, 2], values: [5, Number.NaN], times: [1000, 2000], ...change }],
          batch,
        ),
      ).rejects.toMatchObject({ code: 'CONFLICT', path: ['batch'], message: expect.stringContaining(batch) });
    }
    expect(await log(run, series, batch)).toMatchObject({ duplicate: true });
    expect(await metric(run, 'loss')).toMatchObject({ count: 2, lastStep: 2n });
    expect(await db.prisma.metric.count({ where: { runId: run } })).toBe(1);
  });

  test('a batch written before digests were kept is taken as the same', async () => {
    const run = await aStartedRun(db);
    const batch = randomUUID();
    await log(run, [{ key: 'loss', steps: [1], values: [1] }], batch);
    await db.query('UPDATE ingested_batch SET digest = NULL WHERE batch = $1', [batch]);
    expect(await log(run, [{ key: 'loss', steps: [1], values: [2] }], batch)).toMatchObject({
      duplicate: true,
    });
  });

  test('more points or series than one batch takes are refused before anything is written', async () => {
    const run = await aStartedRun(db);
    const steps = Array.from({ length: mostPoints / 2 }, (_, i) => i);
    await expect(
      log(run, [
        { key: 'a', steps, values: steps },
        { key: 'b', steps: [...steps, -1], values: [...steps, 0] },
      ]),
    ).rejects.toMatchObject({ code: 'TOO_LARGE', path: ['series'] });
    const series = Array.from({ length: mostSeries + 1 }, (_, i) => ({
      key: `k${i}`,
      steps: [0],
      values: [0],
    }));
    await expect(log(run, series)).rejects.toMatchObject({ code: 'TOO_LARGE', path: ['series'] });
    expect(await db.prisma.metric.count({ where: { runId: run } })).toBe(0);
    expect(await log(run, [{ key: 'a', steps, values: steps }])).toMatchObject({ written: mostPoints / 2 });
  });

  test('a rewritten point replaces the earlier one and never counts twice', async () => {
    const run = await aStartedRun(db);
    await log(run, [{ key: 'loss', steps: [1, 2, 3], values: [3, 1, 2] }]);
    await log(run, [{ key: 'loss', steps: [2, 3, 4], values: [10, 2, 4] }]);
    expect(await metric(run, 'loss')).toMatchObject({
      count: 4,
      lastStep: 4n,
      lastValue: 4,
      minStep: 3n,
      minValue: 2,
      maxStep: 2n,
      maxValue: 10,
    });
    expect((await points(run, 'loss')).map(({ value }) => value)).toEqual([3, 10, 2, 4]);
  });

  test('a run resumed from an older step overwrites the points it had', async () => {
    const run = await aStartedRun(db);
    await log(run, [{ key: 'loss', steps: [1, 2, 3, 4], values: [4, 3, 2, 1] }]);
    await log(run, [{ key: 'loss', steps: [2, 3], values: [30, 20] }]);
    expect((await points(run, 'loss')).map(({ value }) => value)).toEqual([4, 30, 20, 1]);
    expect(await metric(run, 'loss')).toMatchObject({ count: 4, lastStep: 4n, lastValue: 1, maxValue: 30 });
  });

  test('of two values for one step in one batch the later counts', async () => {
    const run = await aStartedRun(db);
    await log(run, [
      { key: 'loss', steps: [1, 1], values: [1, 2] },
      { key: 'loss', steps: [1], values: [3] },
    ]);
    expect(await metric(run, 'loss')).toMatchObject({ count: 1, lastValue: 3, minValue: 3, maxValue: 3 });
  });

  test('NaN and infinities are kept as such and stay out of minimum and maximum', async () => {
    const run = await aStartedRun(db);
    await log(run, [{ key: 'loss', steps: [1, 2, 3, 4], values: [1, Number.NaN, Infinity, -Infinity] }]);
    expect((await points(run, 'loss')).map(({ value }) => value)).toEqual([
      1,
      Number.NaN,
      Infinity,
      -Infinity,
    ]);
    expect(await metric(run, 'loss')).toMatchObject({
      count: 4,
      nonFiniteCount: 3,
      minValue: 1,
      maxValue: 1,
    });
    expect((await metric(run, 'loss')).lastValue).toBe(-Infinity);
    await log(run, [{ key: 'loss', steps: [1, 2], values: [Number.NaN, 7] }]);
    expect(await metric(run, 'loss')).toMatchObject({
      count: 4,
      nonFiniteCount: 3,
      minStep: 2n,
      maxValue: 7,
    });
  });

  test('summaries equal what all points say, whatever the order of writing', async () => {
    const run = await aStartedRun(db);
    const random = seeded(7);
    const truth = new Map<number, number>();
    for (let round = 0; round < 30; round++) {
      const steps = Array.from({ length: 6 }, () => Math.floor(random() * 25));
      const values = steps.map(() => (random() < 0.2 ? Number.NaN : Math.floor(random() * 10)));
      steps.forEach((step, i) => {
        truth.set(step, values[i] as number);
      });
      await log(run, [{ key: 'loss', steps, values }]);
      const sorted = [...truth].sort(([a], [b]) => a - b);
      const finite = sorted.filter(([, value]) => Number.isFinite(value));
      const least = finite.reduce((a, b) => (b[1] < a[1] ? b : a));
      const greatest = finite.reduce((a, b) => (b[1] > a[1] ? b : a));
      const last = sorted.at(-1) as [number, number];
      expect(await metric(run, 'loss')).toMatchObject({
        count: truth.size,
        nonFiniteCount: truth.size - finite.length,
        lastStep: BigInt(last[0]),
        lastValue: last[1],
        minStep: BigInt(least[0]),
        minValue: least[1],
        maxStep: BigInt(greatest[0]),
        maxValue: greatest[1],
      });
    }
  });

  test('writers of one run at once lose no point', async () => {
    const run = await aStartedRun(db);
    await Promise.all(
      Array.from({ length: 16 }, (_, writer) =>
        log(run, [{ key: 'loss', steps: [writer, 100 + writer, 50], values: [writer, -writer, 0] }]),
      ),
    );
    expect(await metric(run, 'loss')).toMatchObject({
      count: 33,
      minValue: -15,
      maxValue: 15,
      lastStep: 115n,
    });
  });

  test('data of a lost run revives it; data of an ended run leaves it ended', async () => {
    const run = await aStartedRun(db);
    await db.prisma.run.update({ where: { id: run }, data: { status: 'LOST' } });
    await log(run, [{ key: 'loss', steps: [1], values: [1] }]);
    expect((await db.prisma.run.findUniqueOrThrow({ where: { id: run } })).status).toBe('RUNNING');
    await finishRun(db, { id: run, status: 'FINISHED', failure: null });
    await log(run, [{ key: 'loss', steps: [2], values: [1] }]);
    expect((await db.prisma.run.findUniqueOrThrow({ where: { id: run } })).status).toBe('FINISHED');
    expect(await metric(run, 'loss')).toMatchObject({ count: 2 });
  });

  test('a batch with a fault writes nothing of itself', async () => {
    const run = await aStartedRun(db);
    const faulty = log(run, [
      { key: 'loss', steps: [1], values: [1] },
      { key: 'accuracy', steps: [1, 2], values: [1] },
    ]);
    await expect(faulty).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await db.prisma.metric.count({ where: { runId: run } })).toBe(0);
    await expect(log(run, [{ key: 'loss', steps: [0.5], values: [1] }])).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: ['series', '0', 'steps', '0'],
    });
  });

  test('a run that is not there is said by its id', async () => {
    const missing = randomUUID();
    await expect(log(missing, [{ key: 'loss', steps: [1], values: [1] }])).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining(missing),
    });
  });

  test('points go when their run is deleted', async () => {
    const run = await aStartedRun(db);
    await log(run, [{ key: 'loss', steps: [1, 2], values: [1, 2] }]);
    await db.prisma.run.delete({ where: { id: run } });
    expect(await db.prisma.metricPoint.count({ where: { runId: run } })).toBe(0);
  });
});
