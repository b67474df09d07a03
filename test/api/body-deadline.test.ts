import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, startApi } from '@stillhouse/api/start-api.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestDatabase } from '../prisma/open-test-database.ts';
import { aStartedRun } from '../prisma/records.ts';

/** Milliseconds for a body that is no file. */
const whole = 300;

let db: Database;
let home: string;
let api: Api;
beforeAll(async () => {
  [db, home] = [await openTestDatabase(), await mkdtemp(join(tmpdir(), 'stillhouse-deadline-'))];
  api = await startApi({ db, home, port: 0, webPort: 43_210, bodyPatience: { whole, idle: 60_000 } });
});
afterAll(async () => {
  await api?.close();
  await rm(home, { recursive: true, force: true });
});

/** Sends a body in pieces, as slowly as it is given. @returns the answer, which may come before the last piece */
async function send(method: string, path: string, type: string, pieces: AsyncIterable<string>) {
  const outgoing = request(`${api.url}${path}`, { method, headers: { 'content-type': type } });
  const answered = new Promise<{ status: number; body: string }>((resolve, reject) => {
    outgoing.once('error', reject);
    outgoing.once('response', async (response) =>
      resolve({ status: response.statusCode ?? 0, body: await text(response) }),
    );
  });
  for await (const piece of pieces) outgoing.write(piece);
  outgoing.end();
  return answered;
}

it('a file may take longer than any other request, as long as it keeps coming', async () => {
  const run = await aStartedRun(db);
  const parts = ['weights ', 'and ', 'biases'];
  const sha256 = createHash('sha256').update(parts.join('')).digest('hex');
  async function* slowly() {
    for (const part of parts) {
      yield part;
      await sleep(whole);
    }
  }
  const path = `/bulk/runs/${run}/artifacts/weights.bin?kind=checkpoint&sha256=${sha256}`;
  const { status, body } = await send('PUT', path, 'application/octet-stream', slowly());
  expect([status, JSON.parse(body)]).toEqual([200, expect.objectContaining({ written: 18 })]);
});

it.each([
  ['/graphql', 'application/json', '{"query": "{ vie'],
  [`/bulk/datasets/${randomUUID()}/examples`, 'application/vnd.apache.arrow.stream', ''],
])('a body for %s that does not come is answered with a code', async (path, type, beginning) => {
  const outgoing = request(`${api.url}${path}`, { method: 'POST', headers: { 'content-type': type } });
  const answered = new Promise<[number, string]>((resolve, reject) => {
    outgoing.once('error', reject);
    outgoing.once('response', async (response) => resolve([response.statusCode ?? 0, await text(response)]));
  });
  outgoing.flushHeaders();
  if (beginning) outgoing.write(beginning);
  const [status, body] = await answered;
  outgoing.destroy();
  expect(status).toBe(408);
  expect(JSON.parse(body)).toMatchObject({ errors: [{ code: 'TIMEOUT' }] });
});
