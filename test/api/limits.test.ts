import { afterAll, beforeAll, expect, test } from 'vitest';
import { aStartedRun } from '../prisma/records.ts';
import { ask, codesOf } from './ask.ts';
import { type Served, serve } from './serve.ts';

let api: Served;
beforeAll(async () => {
  api = await serve();
  await aStartedRun(api.db);
});
afterAll(() => api?.close());

test('an answer says what its operation cost, and a longer page costs more', async () => {
  const costOf = async (first: number) => {
    const { extensions } = await ask(api.url, `{ runs(first: ${first}) { nodes { id teacher { id } } } }`);
    return (extensions.cost as { complexity: number }).complexity;
  };
  expect(await costOf(1)).toBeGreaterThan(0);
  expect(Number(await costOf(100))).toBeGreaterThan(10 * Number(await costOf(1)));
});

test('what a page of the dashboard asks for is not too much', async () => {
  const answer = await ask(
    api.url,
    `{ runs(first: 100) { totalCount pageInfo { endCursor hasNextPage } nodes {
         id name status kind seed tags createdAt finishedAt project { name } task { id title } recipe { digest title objective }
         teacher { id name } knowledgeBase { id name size } metrics(keys: ["loss", "accuracy"]) { key last { step value } max { value } }
         evaluations { id dataset { name split } scores { predictor name value } gain { gain pValue } } } } }`,
  );
  expect(answer.errors).toEqual([]);
});

test('an operation that is nested too deep is refused', async () => {
  const deep = `${'teacher { '.repeat(40)} id ${'}'.repeat(40)}`;
  const answer = await ask(api.url, `{ runs(first: 1) { nodes { ${deep} } } }`);
  expect(codesOf(answer)).toEqual(['TOO_LARGE']);
});

test('depth is counted through fragments', async () => {
  const fragments = Array.from(
    { length: 40 },
    (_, i) => `fragment F${i} on Run { teacher { ...F${i + 1} } }`,
  );
  const answer = await ask(
    api.url,
    `{ runs(first: 1) { nodes { ...F0 } } } ${fragments.join(' ')} fragment F40 on Run { id }`,
  );
  expect(codesOf(answer)).toEqual(['TOO_LARGE']);
});

test('an operation that would read too much is refused before it is executed', async () => {
  const seen: string[] = [];
  const stop = api.db.onStatement((text) => seen.push(text));
  const answer = await ask(
    api.url,
    '{ runs(first: 100) { nodes { students(first: 100) { nodes { students(first: 100) { nodes { id } } } } } } }',
  );
  stop();
  expect(codesOf(answer)).toEqual(['TOO_LARGE']);
  expect(answer.status).toBe(400);
  expect(seen.filter((text) => /from .*"?run"?/i.test(text) && /limit/i.test(text))).toEqual([]);
});

test('a cost that comes through a variable counts', async () => {
  const answer = await ask(
    api.url,
    `query ($n: Int!) { runs(first: $n) { nodes { students(first: $n) { nodes { students(first: $n) { nodes { id } } } } } } }`,
    { n: 100 },
  );
  expect(codesOf(answer)).toEqual(['TOO_LARGE']);
});

test('too many aliases are refused', async () => {
  const many = Array.from({ length: 400 }, (_, i) => `a${i}: viewer { name }`).join(' ');
  const answer = await ask(api.url, `{ ${many} }`);
  expect(codesOf(answer)).toEqual(['TOO_LARGE']);
});

test('a document of very many tokens is refused', async () => {
  const answer = await ask(api.url, `{ ${'viewer { name } '.repeat(20_000)} }`);
  expect(answer.errors.length).toBeGreaterThan(0);
  expect(answer.data).toBeNull();
});

test('a body that is too large is refused with a code, not a stack', async () => {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ viewer { name } }', variables: { padding: 'x'.repeat(40_000_000) } }),
  });
  const text = await response.text();
  expect(response.status).toBe(413);
  expect(JSON.parse(text).errors[0]).toMatchObject({ code: 'TOO_LARGE' });
  expect(text).not.toMatch(/\bat .*\.(ts|js):/);
});

test('introspection is open on loopback, and bounded', async () => {
  const open = await ask(api.url, '{ __schema { types { name fields { name } } } }');
  expect(open.errors).toEqual([]);
  const deep = `${'fields { type { '.repeat(6)} name ${'} }'.repeat(6)}`;
  const bounded = await ask(api.url, `{ __schema { types { ${deep} } } }`);
  expect(bounded.data).toBeNull();
  expect(bounded.errors.length).toBeGreaterThan(0);
});

test('several operations in one request are not taken', async () => {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ query: '{ viewer { name } }' }, { query: '{ viewer { name } }' }]),
  });
  expect(response.status).toBe(400);
});
