import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { mostUnread } from '@stillhouse/api/schema/limits.ts';
import { openSocket, slowReader } from '@stillhouse/api/server/open-socket.ts';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { aStartedRun } from '../prisma/records.ts';
import { ask } from './ask.ts';
import { type Served, serve } from './serve.ts';

let api: Served;
let socket: WebSocket;
beforeAll(async () => {
  api = await serve();
  for (let i = 0; i < 20; i++) await aStartedRun(api.db, { notes: 'x'.repeat(90_000) });
});
afterAll(() => api?.close());
afterEach(() => socket?.terminate());

interface Message {
  id?: string;
  type: string;
  payload?: { message: string; extensions: { code: string } }[];
}

/** A connection that was acknowledged; messages are gathered as they come. */
async function connect(): Promise<Message[]> {
  socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const messages: Message[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data)) as Message));
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await until(() => messages.some(({ type }) => type === 'connection_ack'));
  return messages;
}

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; !condition(); await sleep(10))
    if (Date.now() > deadline) throw new Error('It did not come to be.');
}

const codeOf = (messages: readonly Message[], id: string) =>
  messages.find((message) => message.id === id)?.payload?.[0]?.extensions.code;
const subscribe = (id: string, query: string, variables = '{}') =>
  `{"id":"${id}","type":"subscribe","payload":{"query":${JSON.stringify(query)},"variables":${variables}}}`;
const filtered = 'query ($filter: RunFilter) { runs(first: 1, filter: $filter) { totalCount } }';
const nested = (depth: number) => `{"filter":${'{"not":'.repeat(depth)}null${'}'.repeat(depth)}}`;

test('an operation that is refused has the code that it has over HTTP, and the socket serves the next', async () => {
  const messages = await connect();
  const refused: Record<string, [query: string, variables: string, code: string]> = {
    variables: [filtered, nested(5000), 'BAD_INPUT'],
    literal: [
      `{ runs(first: 1, filter: ${'{not:'.repeat(5000)}null${'}'.repeat(5000)}) { totalCount } }`,
      '{}',
      'TOO_LARGE',
    ],
    number: ['query ($x: Int!) { runs(first: $x) { totalCount } }', '{"x":9007199254740993}', 'BAD_INPUT'],
    type: ['query ($x: Int!) { runs(first: $x) { totalCount } }', '{"x":"one"}', 'BAD_INPUT'],
    syntax: ['{ runs', '{}', 'GRAPHQL_PARSE_FAILED'],
    validation: ['{ nothing }', '{}', 'GRAPHQL_VALIDATION_FAILED'],
    operation: [
      'query A { viewer { name } } query B { viewer { name } }',
      '{}',
      'OPERATION_RESOLUTION_FAILURE',
    ],
  };
  for (const [id, [query, variables]] of Object.entries(refused))
    socket.send(subscribe(id, query, variables));
  socket.send(subscribe('sound', '{ viewer { name } }'));
  await until(() => messages.some(({ id, type }) => id === 'sound' && type === 'complete'));
  for (const [id, [, , code]] of Object.entries(refused)) expect(codeOf(messages, id), id).toBe(code);
  expect(socket.readyState).toBe(WebSocket.OPEN);
});

test('the same filter 5,000 deep is refused over HTTP', async () => {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"query":${JSON.stringify(filtered)},"variables":${nested(5000)}}`,
  });
  const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
  expect([response.status, errors[0]?.extensions.code]).toEqual([400, 'BAD_INPUT']);
});

const notes = '{ runs(first: 20) { nodes { notes } } }';

test('a client that does not read while it sends queries has a few of them answered, and is then refused', async () => {
  await connect();
  let statements = 0;
  const stop = api.db.onStatement((text) => {
    if (/from .*"?run"?/i.test(text) && /limit/i.test(text)) statements += 1;
  });
  socket.pause();
  for (let i = 0; i < 99; i++) socket.send(subscribe(`${i}`, notes));
  await until(() => statements >= 10);
  expect((await ask(api.url, '{ viewer { name } }')).errors).toEqual([]);
  stop();
  expect(statements).toBeLessThanOrEqual(20);
});

test('queries beyond ten at once are refused by their id, and the next one after an answer is served', async () => {
  const messages = await connect();
  for (let i = 0; i < 12; i++) socket.send(subscribe(`${i}`, notes));
  await until(() => messages.filter(({ type }) => type === 'complete').length === 10);
  expect(
    messages.filter(({ type }) => type === 'error').map((message) => codeOf([message], message.id!)),
  ).toEqual(['TOO_LARGE', 'TOO_LARGE']);
  socket.send(subscribe('after', '{ viewer { name } }'));
  await until(() => messages.some(({ id, type }) => id === 'after' && type === 'complete'));
});

test('a client with megabytes of unread answers is closed instead of being worked for', () => {
  const worked: string[] = [];
  const ended: number[] = [];
  const client = Object.assign(new EventEmitter(), {
    OPEN: 1,
    readyState: 1,
    protocol: 'graphql-transport-ws',
    bufferedAmount: 0,
    close: (code: number) => ended.push(code),
    terminate: () => undefined,
  });
  const connection = (graphql: { onMessage(handle: (text: string) => Promise<void>): void }) => {
    graphql.onMessage(async (text) => void worked.push(text));
    return async () => undefined;
  };
  openSocket(client as never, connection, pino({ level: 'silent' }));
  client.emit('message', '{"type":"ping"}');
  client.bufferedAmount = mostUnread + 1;
  client.emit('message', '{"type":"ping"}');
  client.emit('close', slowReader, '');
  expect([worked.length, ended]).toEqual([1, [slowReader]]);
});

test('a client that sends queries and leaves megabytes unread is cut off before it misses a ping, and others are served', async () => {
  await connect();
  socket.on('error', () => undefined);
  let cutOff = false;
  socket.pause();
  // Ten answers of 1.8 MB each at once: more than may wait. A second missed ping would end the socket after 24 s, later than `until` waits.
  const sending = setInterval(() => {
    for (let i = 0; i < 10; i++) {
      socket.send(subscribe(randomUUID(), notes), (error) => {
        cutOff ||= error !== undefined && error !== null;
      });
    }
  }, 50);
  try {
    await until(() => cutOff);
  } finally {
    clearInterval(sending);
  }
  expect((await ask(api.url, '{ viewer { name } }')).errors).toEqual([]);
});

test('a message that is too long closes its socket alone', async () => {
  await connect();
  const closed = once(socket, 'close');
  socket.send('x'.repeat(2_000_000));
  expect((await closed)[0]).toBe(1009);
  await connect();
});
