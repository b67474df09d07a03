import { randomUUID } from 'node:crypto';
import { StillhouseClient } from '@stillhouse/client/client.ts';
import { createClient } from 'graphql-ws';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { testDatabaseUrl } from '../environment.ts';
import { ask } from './ask.ts';
import { type ServedPostgres, servePostgres } from './serve-postgres.ts';

const connections = 2;
const slowQuery = '{ projects(first: 1) { nodes { name } } }';

let api: ServedPostgres;
/** Locks the table that the slow query reads: the query runs until the table is let go, or until it is cancelled or timed out. */
let locker: pg.Client;

async function begin(readTimeout: number): Promise<void> {
  api = await servePostgres(testDatabaseUrl ?? '', { connections, readTimeout });
  locker = await api.connect();
}

const lock = () => locker.query('BEGIN; LOCK TABLE project IN ACCESS EXCLUSIVE MODE');
const letGo = () => locker.query('ROLLBACK');

/** How many statements of the API read the locked table at this moment. */
async function running(): Promise<number> {
  const { rows } = await api.admin.query(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'stillhouse' AND state = 'active' AND query LIKE '%"project"%'`,
  );
  return rows[0].count;
}

describe.runIf(testDatabaseUrl)('queries that take long on Postgres', () => {
  // Longer than any wait of these tests: what ends a query is not the timeout.
  beforeAll(() => begin(120_000));
  afterAll(() => api?.close());
  afterEach(letGo);

  const query = (signal: AbortSignal) =>
    fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: slowQuery }),
      signal,
    }).catch((error: Error) => error.name);

  test('leave logMetrics and heartbeats alone, and are neither running nor started once their clients have left', async () => {
    const client = new StillhouseClient({ url: api.url });
    const run = randomUUID();
    await client.startRun({ id: run, project: 'default', name: 'a', kind: 'EXTERNAL', recipe: { a: 1 } });
    await lock();
    const events: string[] = [];
    const clients = new AbortController();
    const queries = Array.from({ length: 10 }, async () =>
      events.push(`query ${await query(clients.signal)}`),
    );
    await vi.waitUntil(async () => (await running()) === connections, { timeout: 10_000, interval: 20 });
    await client.logMetrics({ run, batch: randomUUID(), series: [{ key: 'loss', steps: [1], values: [1] }] });
    events.push('logMetrics');
    await client.beat(run);
    events.push('heartbeat');
    clients.abort();
    await Promise.all(queries);
    expect(events.slice(0, 2)).toEqual(['logMetrics', 'heartbeat']);
    expect(events.slice(2)).toEqual(queries.map(() => 'query AbortError'));
    // While the table is still locked: cancelled, not finished.
    await vi.waitUntil(async () => (await running()) === 0, { timeout: 20_000, interval: 20 });
  });

  test('are cancelled when a WebSocket client completes its operation, and when it leaves', async () => {
    await lock();
    const client = createClient({
      url: `${api.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
    const sink = { next: () => undefined, error: () => undefined, complete: () => undefined };
    const keepOpen = client.subscribe({ query: 'subscription { runsChanged { ids: runs } }' }, sink);
    const complete = client.subscribe({ query: slowQuery }, sink);
    await vi.waitUntil(async () => (await running()) === 1, { timeout: 10_000, interval: 20 });
    complete();
    await vi.waitUntil(async () => (await running()) === 0, { timeout: 20_000, interval: 20 });
    client.subscribe({ query: slowQuery }, sink);
    await vi.waitUntil(async () => (await running()) === 1, { timeout: 10_000, interval: 20 });
    client.terminate();
    await vi.waitUntil(async () => (await running()) === 0, { timeout: 20_000, interval: 20 });
    keepOpen();
  });
});

describe.runIf(testDatabaseUrl)('queries that take longer than a read may', () => {
  beforeAll(() => begin(1_000));
  afterAll(() => api?.close());
  afterEach(letGo);

  test('end with TIMEOUT, status 504 and a hint; so does waiting for a connection', async () => {
    await lock();
    const answers = await Promise.all(Array.from({ length: connections + 1 }, () => ask(api.url, slowQuery)));
    for (const { status, errors } of answers) {
      expect(status).toBe(504);
      expect(errors[0]?.extensions.code).toBe('TIMEOUT');
      expect(errors[0]?.message).toMatch(/Request less data/);
    }
  });

  test('that belong to a write have no time limit', async () => {
    await lock();
    const client = new StillhouseClient({ url: api.url });
    const starting = client.startRun({
      id: randomUUID(),
      project: 'other',
      name: 'b',
      kind: 'EXTERNAL',
      recipe: {},
    });
    // As long as a read may take, proved by a read that starts later and is ended.
    expect((await ask(api.url, slowQuery)).status).toBe(504);
    await letGo();
    await starting;
  });
});
