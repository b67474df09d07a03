import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { aStartedRun } from '../prisma/records.ts';
import { type Served, serve, webOrigin } from './serve.ts';

let api: Served;
let run: string;
beforeAll(async () => {
  api = await serve();
  run = await aStartedRun(api.db);
});
afterAll(() => api?.close());

interface Sent {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** fetch does not let a test set Host. */
function send({ method = 'POST', path = '/graphql', headers = {}, body = '' }: Sent) {
  const { hostname, port } = new URL(api.url);
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      const sent = request({ hostname, port, method, path, headers }, (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    },
  );
}

const question = JSON.stringify({ query: '{ viewer { name } }' });
const json = { 'content-type': 'application/json' };
const host = () => new URL(api.url).host;

describe('Host', () => {
  test.each([
    'evil.example',
    'evil.example:4000',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '192.168.0.7',
  ])(
    '%s is refused on every route: a page of another site may have had its name pointed here',
    async (name) => {
      for (const sent of [
        { body: question, headers: json },
        { method: 'GET', path: '/health' },
        { path: `/bulk/runs/${run}/heartbeat` },
      ]) {
        const answer = await send({ ...sent, headers: { ...sent.headers, host: name } });
        expect(answer.status, JSON.stringify(sent)).toBe(403);
        expect(JSON.parse(answer.text).errors[0]).toMatchObject({ code: 'FORBIDDEN' });
      }
    },
  );

  test('loopback under any of its names is served', async () => {
    const { port } = new URL(api.url);
    for (const name of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, `127.0.0.2:${port}`]) {
      expect((await send({ headers: { ...json, host: name }, body: question })).status).toBe(200);
    }
  });
});

describe('Origin', () => {
  test.each(['https://evil.example', 'null', 'http://127.0.0.1:1', 'http://localhost.evil.example:3000'])(
    '%s is refused on every route',
    async (origin) => {
      const before = await heartbeat();
      for (const sent of [
        { body: question, headers: json },
        { path: `/bulk/runs/${run}/heartbeat` },
        { method: 'OPTIONS', headers: { 'access-control-request-method': 'POST' } },
      ]) {
        const answer = await send({ ...sent, headers: { ...sent.headers, origin, host: host() } });
        expect(answer.status, JSON.stringify(sent)).toBe(403);
        expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      }
      expect(await heartbeat()).toEqual(before);
    },
  );

  test('the dashboard’s own is answered, with leave to read the answer', async () => {
    const preflight = await send({
      method: 'OPTIONS',
      headers: { origin: webOrigin, host: host(), 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBeLessThan(300);
    expect(preflight.headers['access-control-allow-origin']).toBe(webOrigin);
    expect(String(preflight.headers['access-control-allow-headers']).toLowerCase()).toContain('content-type');
    const answer = await send({ headers: { ...json, origin: webOrigin, host: host() }, body: question });
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBe(webOrigin);
    expect(String(answer.headers.vary).toLowerCase()).toContain('origin');
  });
});

describe('requests that a page of another site can send without being asked', () => {
  test('a simple GET, and a POST as a form or as text, execute nothing', async () => {
    const get = await send({
      method: 'GET',
      path: `/graphql?query=${encodeURIComponent('{ viewer { name } }')}`,
      headers: { host: host() },
    });
    expect(get.text).not.toContain('"viewer"');
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const answer = await send({ headers: { 'content-type': type, host: host() }, body: question });
      expect(answer.status, type).toBeGreaterThanOrEqual(400);
      expect(answer.status, type).toBeLessThan(500);
    }
  });

  test('a bulk route takes no form', async () => {
    const digest = '0'.repeat(64);
    const answer = await send({
      path: `/bulk/datasets/${digest}/examples`,
      headers: { 'content-type': 'text/plain', host: host() },
      body: 'x',
    });
    expect(answer.status).toBe(415);
  });
});

describe('WebSocket', () => {
  const outcome = (options: { origin?: string; headers?: Record<string, string> }) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(
        `${api.url.replace('http', 'ws')}/graphql`,
        'graphql-transport-ws',
        options,
      );
      socket.once('open', () => {
        socket.close();
        resolve('open');
      });
      socket.once('unexpected-response', (_request, response) => resolve(String(response.statusCode)));
      socket.once('error', () => resolve('error'));
    });

  test('the dashboard may connect, and a script, which sends no Origin', async () => {
    expect(await outcome({ origin: webOrigin })).toBe('open');
    expect(await outcome({})).toBe('open');
  });

  test('a client that is gone before its refusal comes does no harm', async () => {
    const { hostname, port } = new URL(api.url);
    const refused = [
      'GET /nothing HTTP/1.1',
      'Host: evil.example',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ];
    for (let attempt = 0; attempt < 20; attempt++) {
      const socket = connect(Number(port), hostname);
      await once(socket, 'connect');
      socket.write(`${refused.join('\r\n')}\r\n\r\n${'x'.repeat(100_000)}`);
      await sleep(attempt % 5);
      socket.resetAndDestroy();
    }
    expect((await fetch(`${api.url}/health`)).status).toBe(200);
  });

  test('another site may not, nor another name', async () => {
    expect(await outcome({ origin: 'https://evil.example' })).toBe('403');
    expect(await outcome({ headers: { host: 'evil.example' } })).toBe('403');
  });
});

async function heartbeat(): Promise<unknown> {
  return api.db.query('SELECT heartbeat_at FROM run WHERE id = $1', [run]);
}
