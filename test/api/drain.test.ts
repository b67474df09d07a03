import { Agent, createServer, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { ApolloServerPlugin } from '@apollo/server';
import { drain } from '@stillhouse/api/server/drain.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';

/** Long enough that a test which waits for it times out. */
const patience = 120_000;

let http: Server;
let plugin: ApolloServerPlugin;
let agent: Agent;
/** The answers to `/later`, which wait for the test. */
let waiting: ServerResponse[];
beforeEach(async () => {
  waiting = [];
  agent = new Agent({ keepAlive: true });
  http = createServer(async (request, response) => {
    if (request.url === '/later') {
      waiting.push(response);
      http.emit('waiting');
      return;
    }
    const full = new Writable({ write: (_chunk, _encoding, done) => done(new Error('The disk is full.')) });
    await pipeline(request, full).catch(() => undefined);
    response.end('refused');
  });
  plugin = drain(http, patience);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  agent.destroy();
  http.closeAllConnections();
});

function send(path: string, body: string): Promise<string> {
  const { port } = http.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, path, method: 'PUT', agent }, (response) => resolve(text(response)));
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

async function stop(): Promise<void> {
  const listener = await plugin.serverWillStart?.({} as never);
  await listener?.drainServer?.();
}

it('a stopping server gives the answers that are under way', async () => {
  const arrived = new Promise((resolve) => http.once('waiting', resolve));
  const answer = send('/later', '');
  await arrived;
  const stopped = stop();
  waiting[0]?.end('here it is');
  expect(await answer).toBe('here it is');
  await stopped;
});

it('a stopping server breaks what is still under way after its patience, without an uncaught error', async () => {
  plugin = drain(http, 50);
  const arrived = new Promise((resolve) => http.once('waiting', resolve));
  await send('/', 'x'.repeat(100));
  const answer = send('/later', '').catch((error: NodeJS.ErrnoException) => error.code);
  await arrived;
  await stop();
  expect(await answer).toBe('ECONNRESET');
});
