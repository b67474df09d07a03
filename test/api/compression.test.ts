import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aSealedKnowledgeBase, aStartedRun, aWrittenDataset } from '../prisma/records.ts';
import { type Served, serve } from './serve.ts';

let api: Served;
let dataset: string;
let base: string;

beforeAll(async () => {
  api = await serve();
  for (let i = 0; i < 30; i++) await aStartedRun(api.db, { name: `a run with a name ${i}` });
  dataset = (await aWrittenDataset(api.db, 200)).digest;
  base = (await aSealedKnowledgeBase(api.db, 200)).id;
});
afterAll(() => api?.close());

/** An answer as it went over the wire: `fetch` would decompress it. */
async function raw(path: string, encoding: string | null, body?: string) {
  const sent = request(`${api.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', ...(encoding && { 'accept-encoding': encoding }) },
  });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return { headers: answer.headers, bytes: Buffer.concat(chunks) };
}

const runs = JSON.stringify({ query: '{ runs(first: 100) { nodes { id name status createdAt } } }' });

test.each([
  ['br', brotliDecompressSync],
  ['gzip', gunzipSync],
] as const)(
  'a large answer is compressed with %s where the client accepts it',
  async (encoding, decompress) => {
    const plain = await raw('/graphql', null, runs);
    expect(plain.headers['content-encoding']).toBeUndefined();
    const answer = await raw('/graphql', encoding, runs);
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.headers.vary).toMatch(/accept-encoding/i);
    expect(decompress(answer.bytes).toString()).toBe(plain.bytes.toString());
    expect(answer.bytes.length).toBeLessThan(plain.bytes.length / 3);
  },
);

test('a small answer is not compressed', async () => {
  const answer = await raw('/graphql', 'br, gzip', JSON.stringify({ query: '{ viewer { name } }' }));
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect(JSON.parse(answer.bytes.toString())).toMatchObject({ data: { viewer: {} } });
});

test('examples are compressed when they are read in bulk, vectors are not', async () => {
  const path = `/bulk/datasets/${dataset}/examples`;
  const plain = await raw(path, null);
  const answer = await raw(path, 'br');
  expect(answer.headers['content-encoding']).toBe('br');
  expect(brotliDecompressSync(answer.bytes).equals(plain.bytes)).toBe(true);
  const entries = await raw(`/bulk/knowledge-bases/${base}/entries`, 'br');
  expect(entries.headers['content-encoding']).toBeUndefined();
});

test('the client reads what is compressed', async () => {
  const batches = [];
  for await (const batch of api.client.readExamples(dataset)) batches.push(...batch.keys);
  expect(batches).toHaveLength(200);
});
