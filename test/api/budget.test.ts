import { randomUUID } from 'node:crypto';
import { mostRead } from '@stillhouse/api/schema/budget.ts';
import { logMetrics } from '@stillhouse/prisma/metric/log-metrics.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aStartedRun } from '../prisma/records.ts';
import { ask } from './ask.ts';
import { type Served, serve } from './serve.ts';

let api: Served;
beforeAll(async () => {
  api = await serve();
});
afterAll(() => api?.close());

interface Cost {
  complexity: number;
  rows: number;
  points: number;
}

async function queried(query: string, variables: Record<string, unknown>) {
  const statements: string[] = [];
  const stop = api.db.onStatement((text) => statements.push(text));
  const answer = await ask<{ run: { name: string; metrics: { series: unknown[] | null }[] } | null }>(
    api.url,
    query,
    variables,
  );
  stop();
  return { ...answer, statements, cost: answer.extensions.cost as Cost };
}

/** A metric that claims so many points and has none, so that nothing large is written. */
async function aRunOf(metrics: number, points: number): Promise<string> {
  const run = await aStartedRun(api.db);
  await api.db.query(
    `INSERT INTO metric (run_id, key, count) SELECT $1, 'metric ' || i, $2::int FROM generate_series(1, $3::int) AS i`,
    [run, points, metrics],
  );
  return run;
}

const curves = `query ($id: ID!, $from: Float, $to: Float, $buckets: Int!) { run(id: $id) { name metrics { key series(from: $from, to: $to, buckets: $buckets) { min } } } }`;

test('an answer tells the rows and the points that it cost, each time from zero', async () => {
  const run = await aStartedRun(api.db);
  const steps = [0, 1, 2, 3];
  const series = ['a', 'b'].map((key) => ({ key, steps, values: steps }));
  await logMetrics(api.db, { run, batch: randomUUID(), series });
  const all = { id: run, buckets: 2 };
  // The run, its two metrics, and two buckets of each.
  expect((await queried(curves, all)).cost).toMatchObject({ rows: 7, points: 8 });
  expect((await queried(curves, { ...all, from: 1, to: 2 })).cost).toMatchObject({ rows: 7, points: 4 });
});

test('more points than an operation may read are refused before any is read, and leave the run readable', async () => {
  const id = await aRunOf(11, mostRead.points / 10);
  const { data, errors, statements } = await queried(curves, { id, buckets: 100 });
  expect(data?.run?.name).toBe('a run');
  expect(data?.run?.metrics.map(({ series }) => series)).toEqual(Array(11).fill(null));
  // Once, not for each of the metrics.
  expect(errors).toEqual([
    expect.objectContaining({
      extensions: expect.objectContaining({ code: 'TOO_LARGE' }),
      path: ['run', 'metrics', expect.any(Number), 'series'],
      message: expect.stringContaining('`from` and `to`'),
    }),
  ]);
  expect(statements.filter((text) => text.includes('metric_point'))).toEqual([]);
  const near = await queried(curves, { id, from: 0, to: 99, buckets: 100 });
  expect(near.errors).toEqual([]);
  expect(near.cost.points).toBe(1100);
});

test('more buckets than an operation may read are refused before any point is read', async () => {
  const id = await aRunOf(mostRead.rows / 2000 + 1, 2000);
  const { errors, statements } = await queried(curves, { id, buckets: 2000 });
  expect(errors[0]?.extensions.code).toBe('TOO_LARGE');
  expect(statements.filter((text) => text.includes('metric_point'))).toEqual([]);
});

test('a list without `first` is not read past the budget', async () => {
  const id = await aRunOf(mostRead.rows + 1, 1);
  const all = '{ metrics { key } }';
  const { errors, statements } = await queried(`query ($id: ID!) { run(id: $id) ${all} }`, { id });
  expect(errors[0]).toMatchObject({
    extensions: { code: 'TOO_LARGE' },
    message: expect.stringContaining('`keys`'),
  });
  expect(statements.find((text) => text.includes('"metric"'))).toMatch(/limit/i);
  const some = await queried('query ($id: ID!) { run(id: $id) { metrics(keys: ["metric 7"]) { key } } }', {
    id,
  });
  expect(some.errors).toEqual([]);
});
