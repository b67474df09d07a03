import { createEvaluation } from '@stillhouse/prisma/evaluation/create-evaluation.ts';
import { finishEvaluation } from '@stillhouse/prisma/evaluation/finish-evaluation.ts';
import { writePredictions } from '@stillhouse/prisma/evaluation/write-predictions.ts';
import { finishRun } from '@stillhouse/prisma/run/finish-run.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  anEvaluation,
  aSealedKnowledgeBase,
  aStartedRun,
  aWrittenDataset,
  entriesOf,
  predictionsOf,
  unitVectors,
} from '../prisma/records.ts';
import { retrievedColumns } from '../prisma/retrieved.ts';
import { ask, codesOf, dataOf } from './ask.ts';
import { type Served, serve } from './serve.ts';

const dimension = 8;
const size = 20;

let api: Served;
let base: string;
let evaluation: string;

beforeAll(async () => {
  api = await serve();
  const teacher = await aStartedRun(api.db, { name: 'teacher' });
  const memory = await aSealedKnowledgeBase(api.db, size, { teacher, dimension });
  base = memory.id;
  const dataset = await aWrittenDataset(api.db, size, { task: 'synthetic-sentiment' });
  const run = await aStartedRun(api.db, { kind: 'STUDENT', task: 'synthetic-sentiment', teacher });
  const policy = { k: 2, temperature: 0.1, beta: 0.5, search: 'EXACT' as const, efSearch: null };
  const header = anEvaluation(run, dataset.digest, { policy, knowledgeBase: base, dimension });
  evaluation = header.id;
  await createEvaluation(api.db, header);
  const student = Float32Array.from({ length: 2 * size }, (_, i) => (i % 2 === 0 ? 0.75 : 0.25));
  const asked = {
    entries: entriesOf(memory, 0, size),
    policy,
    student,
    embeddings: unitVectors(size, dimension, 3),
  };
  await writePredictions(
    api.db,
    predictionsOf(header, 0, size, retrievedColumns({ ...asked, neighbors: 4 })),
  );
  const none = { scores: [], gainPValue: null, gainTest: null, recallAtK: null, latency: null };
  await finishEvaluation(api.db, { id: evaluation, ...none });
  await finishRun(api.db, { id: run, status: 'FINISHED', failure: null });
});
afterAll(() => api?.close());

interface Type {
  name: string | null;
  kind: string;
  ofType: Type | null;
}
interface Field {
  name: string;
  args: { name: string; type: Type; defaultValue: string | null }[];
  type: Type;
}

const introspection = `{ __schema { types { name fields { name args { name defaultValue type { ...T } } type { ...T } } } } }
  fragment T on __Type { name kind ofType { name kind ofType { name kind ofType { name kind ofType { name kind ofType { name } } } } } }`;

/** Arguments of fields that need some; others are asked without. */
const given: Record<string, string> = {
  'KnowledgeBase.entry': '(index: 1)',
  'KnowledgeBase.neighbors': '(of: { vector: [1, 0, 0, 0, 0, 0, 0, 0] }, first: 3)',
  'Evaluation.prediction': '(index: 1)',
};

function named(type: Type): Type {
  return type.ofType ? named(type.ofType) : type;
}

/** A selection of every field of a type, objects to a depth. */
function selection(types: ReadonlyMap<string, Field[]>, type: string, depth: number): string {
  const fields = (types.get(type) ?? []).flatMap((field) => {
    const { name, kind } = named(field.type);
    const known = given[`${type}.${field.name}`];
    const required = field.args.filter((arg) => arg.type.kind === 'NON_NULL' && arg.defaultValue === null);
    if (!known && required.some((arg) => arg.name !== 'first')) return [];
    const args = known ?? (required.length > 0 ? '(first: 2)' : '');
    if (kind === 'SCALAR' || kind === 'ENUM') return [`${field.name}${args}`];
    if (kind !== 'OBJECT' || depth === 0) return [];
    return [`${field.name}${args} ${selection(types, name ?? '', depth - 1)}`];
  });
  return `{ __typename ${fields.join(' ')} }`;
}

const sizes = () =>
  api.db.query(
    `SELECT c.relname, c.reltuples, pg_total_relation_size(c.oid) AS bytes FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind IN ('r', 'i') AND c.relname NOT LIKE 'watcher%' ORDER BY 1`,
  );
const row = () => api.db.query('SELECT xmin::text, * FROM knowledge_base WHERE id = $1', [base]);

test('every field of a sealed knowledge base, its entries and evaluations is read by SELECT alone', async () => {
  const { __schema } = await dataOf<{ __schema: { types: { name: string; fields: Field[] | null }[] } }>(
    api.url,
    introspection,
    {},
  );
  const types = new Map(__schema.types.map(({ name, fields }) => [name, fields ?? []]));
  const before = [await sizes(), await row()];
  const seen: string[] = [];
  const stop = api.db.onStatement((text) => seen.push(text));
  const questions: [root: string, type: string, depth: number][] = [
    [`knowledgeBase(id: "${base}")`, 'KnowledgeBase', 1],
    ['knowledgeBases(first: 2)', 'KnowledgeBaseConnection', 1],
    [`evaluation(id: "${evaluation}")`, 'Evaluation', 1],
    ['runs(first: 2)', 'RunConnection', 2],
    ['leaderboard(benchmark: "synthetic", split: DEV)', 'Leaderboard', 2],
    ['tasks', 'Task', 1],
  ];
  for (const [root, type, depth] of questions) {
    const answer = await ask(api.url, `{ ${root} ${selection(types, type, depth)} }`, {});
    expect(answer.errors ?? [], root).toEqual([]);
  }
  stop();
  expect(seen.length).toBeGreaterThan(10);
  const harmless = /^(select|with|begin|commit|set (local )?(statement_timeout|transaction)|explain)\b/i;
  const writing = /\b(insert|update|delete|create|alter|drop|truncate|copy)\b/i;
  const writes = seen.filter(
    (text) => !harmless.test(text.trim()) || writing.test(text.replaceAll(/'[^']*'|"[^"]*"/g, '')),
  );
  // The sweeper keeps watch over silent runs by itself.
  expect(writes.filter((text) => !/\bwith silent\b|\bwatcher\b/i.test(text))).toEqual([]);
  expect([await sizes(), await row()]).toEqual(before);
});

test('HNSW on a knowledge base without an index is refused, and what builds one is named; only that changes its bytes', async () => {
  const neighbors = `query ($id: ID!) { knowledgeBase(id: $id) { neighbors(of: { vector: [1, 0, 0, 0, 0, 0, 0, 0] }, first: 3, search: HNSW) { rank } } }`;
  const refused = await ask(api.url, neighbors, { id: base });
  expect(codesOf(refused)).toEqual(['BAD_INPUT']);
  expect(refused.errors?.[0]?.message).toContain('buildKnowledgeBaseIndex');
  const bytes =
    'query ($id: ID!) { knowledgeBase(id: $id) { bytes keyBytes entryBytes indexBytes indexed } }';
  interface Bytes {
    knowledgeBase: Record<'bytes' | 'keyBytes' | 'entryBytes' | 'indexBytes' | 'indexed', unknown>;
  }
  const { knowledgeBase: before } = await dataOf<Bytes>(api.url, bytes, { id: base });
  expect(before).toMatchObject({ indexed: false, keyBytes: 4 * size * dimension, indexBytes: 0 });
  const build = `mutation ($id: ID!) { buildKnowledgeBaseIndex(input: { id: $id }) { errors { code } } }`;
  await dataOf(api.url, build, { id: base });
  const { knowledgeBase: after } = await dataOf<Bytes>(api.url, bytes, { id: base });
  expect(after).toMatchObject({ indexed: true, keyBytes: before.keyBytes, entryBytes: before.entryBytes });
  expect(Number(after.indexBytes)).toBeGreaterThan(0);
  expect(Number(after.bytes)).toBe(Number(after.entryBytes) + Number(after.indexBytes));
  expect(codesOf(await ask(api.url, neighbors, { id: base }))).toEqual([]);
});
