import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aStartedRun } from '../prisma/records.ts';
import { type Served, serve } from './serve.ts';

let api: Served;
beforeAll(async () => {
  api = await serve();
});
afterAll(() => api?.close());

const artifact = async () => {
  const run = await aStartedRun(api.db);
  const page = '<script>fetch("/graphql")</script>';
  const sha256 = createHash('sha256').update(page).digest('hex');
  const address = `/bulk/runs/${run}/artifacts/page.html`;
  const put = { method: 'PUT', headers: { 'content-type': 'application/octet-stream' }, body: page };
  expect((await fetch(`${api.url}${address}?kind=other&sha256=${sha256}`, put)).status).toBe(200);
  return address;
};

test.each<[string, () => Promise<string>]>([
  ['a page of GraphQL', async () => '/graphql'],
  ['health', async () => '/health'],
  ['an address of nothing', async () => '/nothing'],
  ['an artifact that is a page', artifact],
])('%s runs no script, is not framed and is what its type says', async (_what, address) => {
  const { headers } = await fetch(`${api.url}${await address()}`, { headers: { accept: 'text/html' } });
  const policy = headers.get('content-security-policy');
  for (const directive of ["default-src 'none'", "frame-ancestors 'none'", 'sandbox'])
    expect(policy).toContain(directive);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
});

test('an artifact is sent to be saved', async () => {
  const { headers } = await fetch(`${api.url}${await artifact()}`);
  expect(headers.get('content-disposition')).toMatch(/^attachment/);
});

test('a browser that opens GraphQL gets a page that loads nothing from anywhere', async () => {
  const response = await fetch(`${api.url}/graphql`, { headers: { accept: 'text/html,*/*;q=0.8' } });
  const text = await response.text();
  expect(response.status).toBe(200);
  expect(text).toContain('schema.graphql');
  expect(text).not.toMatch(/<script|<link|src=|https?:/);
});
