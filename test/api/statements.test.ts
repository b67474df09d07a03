import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataOf } from './ask.ts';
import { recordLineages } from './lineages.ts';
import { type Served, serve } from './serve.ts';

let api: Served;
let evaluation: string;
let base: string;

beforeAll(async () => {
  api = await serve();
  ({ evaluation, base } = await recordLineages(api.db, 50));
}, 120_000);
afterAll(() => api?.close());

async function statementsOf(query: string, variables: Record<string, unknown>): Promise<number> {
  const seen: string[] = [];
  const stop = api.db.onStatement((text) => seen.push(text));
  await dataOf(api.url, query, variables);
  stop();
  return seen.filter((text) => !/^(begin|commit|set|update run|with (silent|own|beat) as)/i.test(text.trim()))
    .length;
}

test('a list of runs with all that hangs on them is as many statements for 50 as for 5', async () => {
  const query = `query ($first: Int!) { runs(project: "students", first: $first) { totalCount nodes {
    id name status project { name } recipe { digest title objective } teacher { name recipe { title } } knowledgeBase { name size dataset { name } teacher { name } }
    metrics { key count last { step value } min { value } max { value } }
    artifacts { name }
    evaluations { id split dataset { name labels } knowledgeBase { name } policy { k } scores { predictor name value } score gain { gain pValue } outcomes { helped hurt } } } } }`;
  const few = await statementsOf(query, { first: 5 });
  const many = await statementsOf(query, { first: 50 });
  expect(many).toBe(few);
  expect(many).toBeLessThanOrEqual(20);
});

test('series of many metrics are read together', async () => {
  const query = `query ($first: Int!) { runs(project: "students", first: $first) { nodes { metrics(keys: ["loss"]) { key series(buckets: 10) { from min max } } } } }`;
  expect(await statementsOf(query, { first: 50 })).toBe(await statementsOf(query, { first: 5 }));
});

test('predictions with their neighbors, and those with their entries, are as many statements for 20 as for 2', async () => {
  const query = `query ($id: ID!, $first: Int!) { evaluation(id: $id) { predictions(first: $first) { nodes { index text gold outcome
    student { label value } neighbors { rank similarity weight entry { index text label softLabels { label value } } } evaluation { id } } } } }`;
  const few = await statementsOf(query, { id: evaluation, first: 2 });
  expect(await statementsOf(query, { id: evaluation, first: 20 })).toBe(few);
  expect(few).toBeLessThanOrEqual(8);
});

test('entries come with texts and labels in a constant number of statements', async () => {
  const query = `query ($id: ID!, $first: Int!) { knowledgeBase(id: $id) { entries(first: $first) { nodes { index key text label softLabels { label } } } } }`;
  expect(await statementsOf(query, { id: base, first: 20 })).toBe(
    await statementsOf(query, { id: base, first: 2 }),
  );
});

test('knowledge bases with a page of evaluations and their results are as many statements for 50 as for 5', async () => {
  const query = `query ($first: Int!) { knowledgeBases(first: $first) { nodes {
    evaluations(first: 2) { totalCount nodes { id run { name } score } } results { students fused dataset { name } } } } }`;
  const few = await statementsOf(query, { first: 5 });
  expect(await statementsOf(query, { first: 50 })).toBe(few);
  expect(few).toBeLessThanOrEqual(10);
});

test('what is not asked for is not read', async () => {
  expect(await statementsOf('{ runs(first: 50) { nodes { id name status } } }', {})).toBe(1);
});
