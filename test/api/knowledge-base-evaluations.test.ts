import { createEvaluation } from '@stillhouse/prisma/evaluation/create-evaluation.ts';
import { finishEvaluation } from '@stillhouse/prisma/evaluation/finish-evaluation.ts';
import { writePredictions } from '@stillhouse/prisma/evaluation/write-predictions.ts';
import { createApiReader } from '@stillhouse/trainer/record/api-reader.ts';
import { createPostgresReader } from '@stillhouse/trainer/record/postgres-reader.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  anEvaluation,
  aSealedKnowledgeBase,
  aStartedRun,
  aWrittenDataset,
  predictionsOf,
  unitVectors,
} from '../prisma/records.ts';
import { columnsScoring } from '../prisma/scored.ts';
import { ask, codesOf, dataOf } from './ask.ts';
import { type Served, serve } from './serve.ts';

const dimension = 8;
const copies = 115;

const examples = 20;
const recipe = { kind: 'student', objective: { name: 'reaugkd' }, encoder: { layers: 2, hidden: 8 } };

let api: Served;
let base: string;
let dataset: string;
let other: string;
const students: string[] = [];

interface Given {
  run: string;
  fused: number;
  k?: number;
  search?: 'EXACT' | 'HNSW';
  of?: string;
}

async function evaluated({ run, fused, k = 2, search = 'EXACT', of = dataset }: Given): Promise<string> {
  const policy = { k, temperature: 0.1, beta: 0.5, search, efSearch: search === 'HNSW' ? 16 : null };
  const header = anEvaluation(run, of, { policy, knowledgeBase: base, dimension });
  await createEvaluation(api.db, header);
  const columns = columnsScoring(examples, { student: 0.5, retrieved: fused, fused });
  const embeddings = unitVectors(examples, dimension, 1);
  await writePredictions(api.db, predictionsOf(header, 0, examples, { ...columns, dimension, embeddings }));
  const none = { scores: [], gainPValue: null, gainTest: null, latency: null };
  await finishEvaluation(api.db, { id: header.id, ...none, recallAtK: 1 });
  return header.id;
}

beforeAll(async () => {
  api = await serve();
  dataset = (await aWrittenDataset(api.db, examples)).digest;
  other = (await aWrittenDataset(api.db, examples)).digest;
  const teacher = await aStartedRun(api.db, { name: 'teacher' });
  base = (await aSealedKnowledgeBase(api.db, 4, { teacher, dimension })).id;
  for (const name of ['one', 'two'])
    students.push(
      await aStartedRun(api.db, { name, kind: 'STUDENT', teacher, recipe, seed: students.length }),
    );
  const another = { ...recipe, objective: { name: 'kd' } };
  students.push(await aStartedRun(api.db, { name: 'three', kind: 'STUDENT', teacher, recipe: another }));
  const [one = '', two = '', three = ''] = students;
  const first = await evaluated({ run: one, fused: 0.1 });
  // As many as no page holds, all of one moment: their ids tell them apart.
  await api.db.query(
    `INSERT INTO evaluation SELECT (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid()))).*
     FROM evaluation e, generate_series(1, ${copies}) WHERE e.id = $1`,
    [first],
  );
  await api.db.query("UPDATE evaluation SET finished_at = finished_at - interval '1 hour'");
  await evaluated({ run: one, fused: 0.6, k: 4 });
  await evaluated({ run: two, fused: 0.8 });
  await evaluated({ run: two, fused: 0.9, search: 'HNSW' });
  await evaluated({ run: two, fused: 0.3, of: other });
  await evaluated({ run: three, fused: 0.9 });
  // Neither what another run than a student's says, nor what is not finished.
  await evaluated({ run: teacher, fused: 0.2 });
  const policy = { k: 2, temperature: 0.1, beta: 0.5, search: 'EXACT' as const, efSearch: null };
  await createEvaluation(api.db, anEvaluation(two, dataset, { policy, knowledgeBase: base, dimension }));
}, 60_000);
afterAll(() => api?.close());

interface Page {
  knowledgeBase: {
    evaluations: {
      nodes: { id: string; finishedAt: string | null; createdAt: string }[];
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
      totalCount: number;
    };
  };
}

const pageQuery = `query ($id: ID!, $first: Int!, $after: String) { knowledgeBase(id: $id) {
  evaluations(first: $first, after: $after) { nodes { id createdAt finishedAt } pageInfo { hasNextPage endCursor } totalCount } } }`;

const total = 1 + copies + 6;

describe('the evaluations of a knowledge base', () => {
  test.each([7, 100])('in pages of %i are each there once, the earliest first', async (first) => {
    const nodes: Page['knowledgeBase']['evaluations']['nodes'] = [];
    for (let after: string | null = null; ; ) {
      const page: Page = await dataOf<Page>(api.url, pageQuery, { id: base, first, after });
      const { evaluations } = page.knowledgeBase;
      expect(evaluations.totalCount).toBe(total);
      nodes.push(...evaluations.nodes);
      if (!evaluations.pageInfo.hasNextPage) break;
      expect(evaluations.nodes).toHaveLength(first);
      after = evaluations.pageInfo.endCursor;
    }
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(total);
    expect(nodes).toHaveLength(total);
    expect(nodes.every(({ finishedAt }) => finishedAt !== null)).toBe(true);
    const moments = nodes.map(({ createdAt }) => createdAt);
    expect(moments).toEqual(moments.toSorted());
  });

  test('refuse a cursor of another list and a page of another size', async () => {
    const refused = async (variables: object) =>
      codesOf(await ask(api.url, pageQuery, { id: base, first: 5, ...variables }));
    const index = Buffer.from(JSON.stringify([3])).toString('base64url');
    expect(await refused({ after: index })).toEqual(['BAD_INPUT']);
    expect(await refused({ first: 101 })).toEqual(['BAD_INPUT']);
  });

  test('are read whole through the API as they are from the database', async () => {
    const [through, direct] = [
      await createApiReader(api.client).evaluationsOf(base),
      await createPostgresReader(api.db).evaluationsOf(base),
    ];
    expect(through).toHaveLength(copies + 5);
    expect(through).toEqual(direct);
  });

  test('come to a result for each dataset and recipe: means with their deviation over seeds, of each the latest that searched exactly', async () => {
    const query = `query ($id: ID!) { knowledgeBase(id: $id) { results {
      dataset { digest } recipe { objective } predictor students undefinedRuns alone aloneSd neighborsOnly fused fusedSd
      gain { mean n test verdict } k temperature beta } } }`;
    const { knowledgeBase } = await dataOf<{
      knowledgeBase: { results: { dataset: { digest: string }; recipe: { objective: string } }[] };
    }>(api.url, query, { id: base });
    const of = (digest: string, name = 'reaugkd') =>
      knowledgeBase.results.find(
        ({ dataset, recipe: { objective } }) => dataset.digest === digest && objective === name,
      );
    expect(knowledgeBase.results).toHaveLength(3);
    expect(of(dataset)).toEqual({
      dataset: { digest: dataset },
      recipe: { objective: 'reaugkd' },
      predictor: 'FUSED',
      students: 2,
      undefinedRuns: 0,
      alone: 0.5,
      aloneSd: 0,
      neighborsOnly: expect.closeTo(0.7, 12),
      fused: expect.closeTo(0.7, 12),
      fusedSd: expect.closeTo(Math.SQRT2 / 10, 12),
      gain: { mean: expect.closeTo(0.2, 12), n: 2, test: 'seeds-and-examples', verdict: 'UNDECIDED' },
      k: [2, 4],
      temperature: [0.1],
      beta: [0.5],
    });
    expect(of(other)).toMatchObject({ students: 1, fused: 0.3, fusedSd: null, k: [2] });
    expect(of(dataset, 'kd')).toMatchObject({
      predictor: 'STUDENT',
      students: 1,
      fused: 0.9,
      gain: { verdict: 'HELPS' },
    });
  });
});
