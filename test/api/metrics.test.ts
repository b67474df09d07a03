import { randomUUID } from 'node:crypto';
import { logMetrics } from '@stillhouse/prisma/metric/log-metrics.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aStartedRun } from '../prisma/records.ts';
import { dataOf } from './ask.ts';
import { type Served, serve } from './serve.ts';

let api: Served;
beforeAll(async () => {
  api = await serve();
});
afterAll(() => api?.close());

async function aRunWith(values: Record<string, number[]>): Promise<string> {
  const run = await aStartedRun(api.db);
  const series = Object.entries(values).map(([key, values]) => ({
    key,
    values,
    steps: values.map((_, i) => i),
  }));
  await logMetrics(api.db, { run, batch: randomUUID(), series });
  return run;
}

interface Metrics {
  run: { metrics: { key: string; [field: string]: unknown }[] };
}

test('the metrics of a run say how many points they have, their last, least and greatest', async () => {
  const run = await aRunWith({ loss: [2, 1, Number.NaN, 3], other: [5] });
  const { run: answer } = await dataOf<Metrics>(
    api.url,
    `query ($id: ID!) { run(id: $id) { metrics(keys: ["loss"]) {
       key count last { step value } min { step value } max { step value } } } }`,
    { id: run },
  );
  expect(answer.metrics).toEqual([
    {
      key: 'loss',
      count: 4,
      last: { step: 3, value: 3 },
      min: { step: 1, value: 1 },
      max: { step: 3, value: 3 },
    },
  ]);
});

test('keys come in the same order on every database: upper case before lower', async () => {
  const run = await aRunWith({ loss: [1], Loss: [1], accuracy: [1], lr: [1], _step: [1] });
  const { run: answer } = await dataOf<Metrics>(
    api.url,
    'query ($id: ID!) { run(id: $id) { metrics { key } } }',
    { id: run },
  );
  expect(answer.metrics.map(({ key }) => key)).toEqual(['Loss', '_step', 'accuracy', 'loss', 'lr']);
});
