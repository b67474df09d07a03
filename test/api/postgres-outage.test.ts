import { randomUUID } from 'node:crypto';
import { StillhouseClient } from '@stillhouse/client/client.ts';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { testDatabaseUrl } from '../environment.ts';
import { ask } from './ask.ts';
import { type ServedPostgres, servePostgres } from './serve-postgres.ts';

const logMetrics = `mutation ($input: LogMetricsInput!) { logMetrics(input: $input) { written errors { code } } }`;

describe.runIf(testDatabaseUrl)('an API whose Postgres goes away and comes back', () => {
  let api: ServedPostgres;
  let run: string;
  beforeAll(async () => {
    api = await servePostgres(testDatabaseUrl ?? '');
    run = randomUUID();
    const client = new StillhouseClient({ url: api.url });
    await client.startRun({ id: run, project: 'default', name: 'a', kind: 'EXTERNAL', recipe: { a: 1 } });
    await client.beat(run);
  });
  afterAll(() => api?.close());

  const get = (path: string) => fetch(`${api.url}${path}`);

  test('lives, answers 503 with code and Retry-After everywhere, then works again and has lost no acknowledged write', async () => {
    const acknowledged: number[] = [];
    const refused: string[] = [];
    let writing = true;
    /** Each writer sends its step until it is acknowledged, as the SDK does. */
    const write = async (writer: number) => {
      for (let i = 0; writing; i++) {
        const step = 100_000 * writer + i;
        const input = { run, batch: randomUUID(), series: [{ key: 'loss', steps: [step], values: [step] }] };
        for (let done = false; writing && !done; ) {
          const { status, errors, data } = await ask(api.url, logMetrics, { input });
          done = status === 200 && errors.length === 0 && data !== null;
          if (done) acknowledged.push(step);
          else refused.push(`${status} ${errors.map(({ extensions }) => extensions.code)}`);
        }
      }
    };
    const writers = [1, 2, 3, 4].map(write);
    const more = (list: unknown[], count: number) => {
      const wanted = list.length + count;
      return vi.waitUntil(() => list.length >= wanted, { timeout: 30_000, interval: 20 });
    };
    await more(acknowledged, 40);
    expect((await get('/ready')).status).toBe(200);

    api.proxy.cut();
    await more(refused, 20);
    const read = await ask(api.url, '{ projects(first: 1) { nodes { name } } }');
    expect([read.status, read.errors[0]?.extensions.code]).toEqual([503, 'UNAVAILABLE']);
    const bulk = await get(`/bulk/datasets/${'0'.repeat(64)}/examples`);
    expect([bulk.status, bulk.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await bulk.json()).toMatchObject({ errors: [{ code: 'UNAVAILABLE' }] });
    const graphql = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ projects(first: 1) { nodes { name } } }' }),
    });
    expect([graphql.status, graphql.headers.get('retry-after')]).toEqual([503, '1']);
    const ready = await get('/ready');
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      status: 'unavailable',
      reason: expect.stringMatching(/database/),
    });
    expect(await (await get('/health')).json()).toEqual({ status: 'ok' });
    // The API has heard of the run: its heartbeat is noted until it can be written.
    const beat = await fetch(`${api.url}/bulk/runs/${run}/heartbeat`, { method: 'POST' });
    expect(beat.status).toBe(204);

    await api.proxy.restore();
    await more(acknowledged, 40);
    writing = false;
    await Promise.all(writers);
    expect((await get('/ready')).status).toBe(200);
    expect(new Set(refused)).toEqual(new Set(['503 UNAVAILABLE']));
    const { rows } = await api.admin.query('SELECT step FROM metric_point');
    const stored = new Set(rows.map(({ step }) => Number(step)));
    expect(acknowledged.filter((step) => !stored.has(step))).toEqual([]);
  });

  test('is not ready while its database takes connections and answers nothing', async () => {
    api.proxy.freeze();
    const ready = await get('/ready');
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({
      status: 'unavailable',
      reason: 'The database has not answered for 2 s.',
    });
    expect((await get('/health')).status).toBe(200);
    await api.proxy.restore();
    await vi.waitUntil(async () => (await get('/ready')).status === 200, { timeout: 10_000, interval: 50 });
  });
});
