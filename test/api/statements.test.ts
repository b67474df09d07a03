import { randomUUID } from 'node:crypto';
import { createEvaluation } from '@stillhouse/prisma/evaluation/create-evaluation.ts';
import { finishEvaluation } from '@stillhouse/prisma/evaluation/finish-evaluation.ts';
import { writePredictions } from '@stillhouse/prisma/evaluation/write-predictions.ts';
import { logMetrics } from '@stillhouse/prisma/metric/log-metrics.ts';
import { updateRun } from '@stillhouse/prisma/run/update-run.ts';
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
import { dataOf } from './ask.ts';
import { type Served, serve } from './serve.ts';

const runs = 50;
const dimension = 8;

let api: Served;
let evaluation: string;
let base: string;

beforeAll(async () => {
  api = await serve();
  const dataset = await aWrittenDataset(api.db, 20);
  // Every run has a teacher, a knowledge base, a recipe and a project of its own: nothing is saved by their being the same.
  for (let i = 0; i < runs; i++) {
    const teacher = await aStartedRun(api.db, { name: `teacher ${i}`, project: 'teachers' });
    const memory = await aSealedKnowledgeBase(api.db, 20, { teacher, dimension });
    const run = await aStartedRun(api.db, {
      name: `student ${i}`,
      project: 'students',
      kind: 'STUDENT',
      teacher,
      recipe: { kind: 'student', number: i },
    });
    await updateRun(api.db, { id: run, knowledgeBase: memory.id });
    await logMetrics(api.db, {
      run,
      batch: randomUUID(),
      series: [
        { key: 'loss', steps: [0, 1], values: [1, i] },
        { key: 'lr', steps: [0], values: [1] },
      ],
    });
    const policy = { k: 2, temperature: 0.1, beta: 0.5, search: 'EXACT' as const, efSearch: null };
    const header = anEvaluation(run, dataset.digest, { policy, knowledgeBase: memory.id, dimension });
    await createEvaluation(api.db, header);
    const student = Float32Array.from({ length: 40 }, (_, j) => (j % 2 === 0 ? 0.75 : 0.25));
    const asked = {
      entries: entriesOf(memory, 0, 20),
      policy,
      student,
      embeddings: unitVectors(20, dimension, i),
    };
    await writePredictions(
      api.db,
      predictionsOf(header, 0, 20, retrievedColumns({ ...asked, neighbors: 2 })),
    );
    await finishEvaluation(api.db, {
      id: header.id,
      scores: [],
      gainPValue: 1,
      gainTest: 'mcnemar',
      recallAtK: 1,
      latency: null,
    });
    evaluation = header.id;
    base = memory.id;
  }
}, 120_000);
afterAll(() => api?.close());

async function statementsOf(query: string, variables: Record<string, unknown>): Promise<number> {
  const seen: string[] = [];
  const stop = api.db.onStatement((text) => seen.push(text));
  await dataOf(api.url, query, variables);
  stop();
  return seen.filter((text) => !/^(begin|commit|set|update run|with silent)/i.test(text.trim())).length;
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
