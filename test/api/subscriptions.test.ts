import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { logMetrics } from '@stillhouse/prisma/metric/log-metrics.ts';
import { finishRun } from '@stillhouse/prisma/run/finish-run.ts';
import { updateRun } from '@stillhouse/prisma/run/update-run.ts';
import { type Client, createClient } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { aStartedRun } from '../prisma/records.ts';
import { dataOf } from './ask.ts';
import { type Served, serve } from './serve.ts';

let api: Served;
let client: Client;
beforeAll(async () => {
  api = await serve();
});
afterAll(() => api?.close());
afterEach(() => client?.dispose());

interface Event {
  data?: unknown;
  errors?: unknown;
}

/** Subscribes; gives the events so far, and waits for one of which a condition holds. */
async function subscribe(query: string, variables: Record<string, unknown> = {}) {
  client = createClient({
    url: `${api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    lazy: false,
    retryAttempts: 0,
  });
  const events: Event[] = [];
  let failure: unknown;
  client.subscribe(
    { query, variables },
    {
      next: (event) => events.push(event as Event),
      error: (error) => {
        failure = error;
      },
      complete: () => undefined,
    },
  );
  await sleep(300); // until the server listens
  return {
    events,
    failure: () => failure,
    async until(condition: (event: Event) => boolean): Promise<Event> {
      for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(20)) {
        const found = events.find(condition);
        if (found) return found;
        if (failure) throw failure instanceof Error ? failure : new Error(JSON.stringify(failure));
      }
      throw new Error(`No such event among ${JSON.stringify(events)}`);
    },
  };
}

interface OneRun {
  runChanged: { run: { name: string; status: string; metrics: { key: string; last: { value: number } }[] } };
}

test('runChanged delivers the run as it is now, each time anew', async () => {
  const id = await aStartedRun(api.db, { name: 'before' });
  const stream = await subscribe(
    'subscription ($id: ID!) { runChanged(id: $id) { run { name status metrics { key last { value } } } } }',
    { id },
  );
  const runOf = ({ data }: Event) => (data as OneRun).runChanged.run;
  await updateRun(api.db, { id, name: 'after' });
  await stream.until((event) => runOf(event).name === 'after');
  await logMetrics(api.db, {
    run: id,
    batch: randomUUID(),
    series: [{ key: 'loss', steps: [0], values: [0.25] }],
  });
  await stream.until((event) => runOf(event).metrics[0]?.last.value === 0.25);
  await logMetrics(api.db, {
    run: id,
    batch: randomUUID(),
    series: [{ key: 'loss', steps: [1], values: [0.125] }],
  });
  await stream.until((event) => runOf(event).metrics[0]?.last.value === 0.125);
  await finishRun(api.db, { id, status: 'FINISHED', failure: null });
  await stream.until((event) => runOf(event).status === 'FINISHED');
  expect(stream.events.every(({ errors }) => errors === undefined)).toBe(true);
});

test('runChanged is silent about other runs', async () => {
  const id = await aStartedRun(api.db);
  const other = await aStartedRun(api.db);
  await sleep(400);
  const stream = await subscribe('subscription ($id: ID!) { runChanged(id: $id) { run { id } } }', { id });
  await updateRun(api.db, { id: other, name: 'x' });
  await sleep(600);
  expect(stream.events).toEqual([]);
});

test('runsChanged names the runs that changed, those of a project when asked', async () => {
  const mine = await aStartedRun(api.db, { project: 'mine' });
  const other = await aStartedRun(api.db, { project: 'other' });
  await sleep(400);
  const { run } = await dataOf<{ run: { id: string } }>(api.url, 'query ($id: ID!) { run(id: $id) { id } }', {
    id: mine,
  });
  const stream = await subscribe('subscription { runsChanged(project: "mine") { runs } }');
  await updateRun(api.db, { id: other, name: 'x' });
  await updateRun(api.db, { id: mine, name: 'y' });
  await stream.until(({ data }) =>
    (data as { runsChanged: { runs: string[] } }).runsChanged.runs.includes(run.id),
  );
  const all = stream.events.flatMap(
    ({ data }) => (data as { runsChanged: { runs: string[] } }).runsChanged.runs,
  );
  expect(new Set(all)).toEqual(new Set([run.id]));
});

test('a burst of changes is a few events', async () => {
  const id = await aStartedRun(api.db);
  await sleep(400);
  const stream = await subscribe('subscription ($id: ID!) { runChanged(id: $id) { run { name } } }', { id });
  const began = Date.now();
  for (let i = 0; i < 60; i++) await updateRun(api.db, { id, name: `name ${i}` });
  const took = Date.now() - began;
  await stream.until(({ data }) => (data as OneRun).runChanged.run.name === 'name 59');
  expect(stream.events.length).toBeLessThanOrEqual(2 + Math.ceil(took / 240));
});

test('a subscription obeys the limits and says what is wrong as a query does', async () => {
  const deep = `${'teacher { '.repeat(40)} id ${'}'.repeat(40)}`;
  const stream = await subscribe(`subscription ($id: ID!) { runChanged(id: $id) { run { ${deep} } } }`, {
    id: randomUUID(),
  });
  await sleep(200);
  const said = JSON.stringify([stream.failure() ?? null, stream.events]);
  expect(said).toContain('TOO_LARGE');
  expect(said).not.toMatch(/stacktrace|\.ts:/);
});

test('a subscription to a run that is not there says so', async () => {
  const stream = await subscribe('subscription ($id: ID!) { runChanged(id: $id) { run { id } } }', {
    id: randomUUID(),
  });
  await sleep(200);
  expect(JSON.stringify([stream.failure() ?? null, stream.events])).toContain('NOT_FOUND');
});
