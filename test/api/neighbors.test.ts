import { neighborWeights } from '@stillhouse/domain/retrieval/fuse.ts';
import { createEvaluation } from '@stillhouse/prisma/evaluation/create-evaluation.ts';
import { writePredictions } from '@stillhouse/prisma/evaluation/write-predictions.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  anEvaluation,
  aSealedKnowledgeBase,
  aStartedRun,
  aWrittenDataset,
  entriesOf,
  predictionsOf,
  unitVectors,
} from '../prisma/records.ts';
import { ask, codesOf, dataOf } from './ask.ts';
import { type Served, serve } from './serve.ts';

const size = 300;
const dimension = 8;
const predictions = 6;
const stored = 5;

let api: Served;
let base: Awaited<ReturnType<typeof aSealedKnowledgeBase>>;
let evaluation: string;
let embeddings: Float32Array;
let students: Float32Array;

beforeAll(async () => {
  api = await serve();
  base = await aSealedKnowledgeBase(api.db, size, { dimension });
  embeddings = entriesOf(base, 0, size).embeddings;
  const dataset = await aWrittenDataset(api.db, predictions);
  const run = await aStartedRun(api.db, { kind: 'STUDENT' });
  const policy = { k: 3, temperature: 0.25, beta: 0.5, search: 'EXACT' as const, efSearch: null };
  const header = anEvaluation(run, dataset.digest, { policy, knowledgeBase: base.id, dimension });
  await createEvaluation(api.db, header);
  students = unitVectors(predictions, dimension, 99);
  const nearest = Array.from({ length: predictions }, (_, i) =>
    bruteForce(vectorAt(students, i)).slice(0, stored),
  );
  const even = new Float32Array(predictions * 2).fill(0.5);
  const mixed = Float32Array.from({ length: predictions * 2 }, (_, i) => (i % 2 === 0 ? 0.625 : 0.375));
  await writePredictions(
    api.db,
    predictionsOf(header, 0, predictions, {
      retrieved: even,
      fused: mixed,
      dimension,
      embeddings: students,
      neighbors: stored,
      neighborIndices: Int32Array.from(nearest.flat(), ({ index }) => index),
      neighborSimilarities: Float32Array.from(nearest.flat(), ({ similarity }) => similarity),
    }),
  );
  evaluation = header.id;
});
afterAll(() => api?.close());

interface Neighbor {
  rank: number;
  similarity: number;
  weight: number;
  entry: {
    id: string;
    index: number;
    text: string[];
    label: string;
    softLabels: { label: string; value: number }[];
  };
}
const fields = 'rank similarity weight entry { id index key text label softLabels { label value } }';
const query = `query ($id: ID!, $of: NeighborQuery!, $first: Int!, $search: Search, $efSearch: Int, $temperature: Float) {
  knowledgeBase(id: $id) { neighbors(of: $of, first: $first, search: $search, efSearch: $efSearch, temperature: $temperature) { ${fields} } }
}`;

async function neighborsOf(of: unknown, rest: Record<string, unknown> = {}): Promise<Neighbor[]> {
  const variables = { id: base.id, of, first: 10, ...rest };
  const { knowledgeBase } = await dataOf<{ knowledgeBase: { neighbors: Neighbor[] } }>(
    api.url,
    query,
    variables,
  );
  return knowledgeBase.neighbors;
}

async function entryId(index: number): Promise<string> {
  const { knowledgeBase } = await dataOf<{ knowledgeBase: { entry: { id: string } } }>(
    api.url,
    'query ($id: ID!, $index: Int!) { knowledgeBase(id: $id) { entry(index: $index) { id } } }',
    { id: base.id, index },
  );
  return knowledgeBase.entry.id;
}

function vectorAt(vectors: Float32Array, index: number): number[] {
  return [...vectors.subarray(index * dimension, (index + 1) * dimension)];
}

/** All entries, the nearest first. */
function bruteForce(vector: readonly number[]): { index: number; similarity: number }[] {
  return Array.from({ length: size }, (_, index) => {
    const key = vectorAt(embeddings, index);
    return { index, similarity: key.reduce((sum, value, i) => sum + value * (vector[i] ?? 0), 0) };
  }).sort((a, b) => b.similarity - a.similarity);
}

function expectNearest(found: readonly Neighbor[], wanted: readonly { index: number; similarity: number }[]) {
  expect(found.map(({ entry }) => entry.index)).toEqual(wanted.map(({ index }) => index));
  expect(found.map(({ rank }) => rank)).toEqual(wanted.map((_, i) => i + 1));
  found.forEach(({ similarity }, i) => {
    expect(similarity).toBeCloseTo(wanted[i]?.similarity ?? Number.NaN, 5);
  });
}

describe('of a knowledge base', () => {
  test('the neighbors of a vector are the true nearest, with texts, labels and soft labels', async () => {
    const vector = vectorAt(unitVectors(1, dimension, 7), 0);
    const found = await neighborsOf({ vector });
    expectNearest(found, bruteForce(vector).slice(0, 10));
    const [first] = found;
    expect(first?.entry.text[1]).toBe(`hypothesis ${first?.entry.index}\n{a,b}`);
    expect(first?.entry.label).toBe(Number(first?.entry.index) % 2 === 0 ? 'entailment' : 'not_entailment');
    expect(first?.entry.softLabels).toEqual([
      { label: 'entailment', value: 0.5 },
      { label: 'not_entailment', value: 0.5 },
    ]);
  });

  test('a vector of any length is normalized first', async () => {
    const vector = vectorAt(unitVectors(1, dimension, 8), 0);
    expectNearest(
      await neighborsOf({ vector: vector.map((value) => 17 * value) }),
      bruteForce(vector).slice(0, 10),
    );
  });

  test('the neighbors of an entry are the true nearest without itself', async () => {
    const found = await neighborsOf({ entry: await entryId(42) });
    const wanted = bruteForce(vectorAt(embeddings, 42)).filter(({ index }) => index !== 42);
    expectNearest(found, wanted.slice(0, 10));
  });

  test('the neighbors of a prediction are those of its student’s embedding', async () => {
    const { evaluation: one } = await dataOf<{ evaluation: { prediction: { id: string } } }>(
      api.url,
      'query ($id: ID!) { evaluation(id: $id) { prediction(index: 4) { id } } }',
      { id: evaluation },
    );
    const found = await neighborsOf({ prediction: one.prediction.id });
    expectNearest(found, bruteForce(vectorAt(students, 4)).slice(0, 10));
    const weights = neighborWeights(
      found.map(({ similarity }) => similarity),
      0.25,
    );
    found.forEach(({ weight }, i) => {
      expect(weight).toBeCloseTo(weights[i] ?? Number.NaN, 6);
    });
  });

  test('weights are a softmax of the similarities at the temperature asked for, 0.1 without one', async () => {
    const vector = vectorAt(unitVectors(1, dimension, 9), 0);
    for (const temperature of [null, 0.02, 5]) {
      const found = await neighborsOf({ vector }, { temperature });
      const weights = neighborWeights(
        found.map(({ similarity }) => similarity),
        temperature ?? 0.1,
      );
      found.forEach(({ weight }, i) => {
        expect(weight).toBeCloseTo(weights[i] ?? Number.NaN, 6);
      });
      expect(found.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 6);
    }
  });

  test('HNSW with a candidate list as long as the knowledge base finds the same, through a graph whose settings can be asked for', async () => {
    const vector = vectorAt(unitVectors(1, dimension, 10), 0);
    const build = 'mutation ($id: ID!) { buildKnowledgeBaseIndex(input: { id: $id }) { errors { code } } }';
    expect(await dataOf(api.url, build, { id: base.id })).toEqual({
      buildKnowledgeBaseIndex: { errors: [] },
    });
    expectNearest(
      await neighborsOf({ vector }, { search: 'HNSW', efSearch: size }),
      bruteForce(vector).slice(0, 10),
    );
    const { knowledgeBase } = await dataOf<{ knowledgeBase: object }>(
      api.url,
      'query ($id: ID!) { knowledgeBase(id: $id) { indexed index { connectivity efConstruction } } }',
      { id: base.id },
    );
    expect(knowledgeBase).toEqual({ indexed: true, index: { connectivity: 16, efConstruction: 200 } });
  });

  test('what cannot be searched for is refused and says where', async () => {
    const vector = vectorAt(unitVectors(1, dimension, 11), 0);
    const wrong: [of: unknown, rest: Record<string, unknown>][] = [
      [{ vector: [1, 2] }, {}],
      [{ vector: new Array(dimension).fill(0) }, {}],
      [{ vector }, { first: 0 }],
      [{ vector }, { first: 101 }],
      [{ vector }, { temperature: 0 }],
      [{ vector }, { search: 'HNSW', efSearch: 0 }],
      [{ vector }, { search: 'HNSW', efSearch: 1001 }],
      [{ entry: 'nonsense' }, {}],
      [{ entry: evaluation }, {}],
      [{ vector, entry: await entryId(1) }, {}],
      [{}, {}],
    ];
    for (const [of, rest] of wrong) {
      const answer = await ask(api.url, query, { id: base.id, of, first: 10, ...rest });
      const codes = codesOf(answer);
      expect(codes, JSON.stringify([of, rest])).toHaveLength(1);
      expect(['BAD_INPUT', 'BAD_USER_INPUT'], JSON.stringify([of, rest])).toContain(codes[0]);
    }
  });

  test('an entry of another knowledge base, and one that is not there, are refused', async () => {
    const other = await aSealedKnowledgeBase(api.db, 2, { dimension });
    const { knowledgeBase } = await dataOf<{ knowledgeBase: { entry: { id: string } } }>(
      api.url,
      'query ($id: ID!) { knowledgeBase(id: $id) { entry(index: 0) { id } } }',
      { id: other.id },
    );
    const answer = await ask(api.url, query, {
      id: base.id,
      of: { entry: knowledgeBase.entry.id },
      first: 1,
    });
    expect(codesOf(answer)).toEqual(['BAD_INPUT']);
  });
});

describe('of a prediction', () => {
  test('the stored neighbors come with the policy’s weights: those beyond its K have none', async () => {
    const one = await dataOf<{ evaluation: { predictions: { nodes: { neighbors: Neighbor[] }[] } } }>(
      api.url,
      `query ($id: ID!) { evaluation(id: $id) { predictions(first: 10) { nodes { neighbors(first: ${stored}) { ${fields} } } } } }`,
      { id: evaluation },
    );
    one.evaluation.predictions.nodes.forEach(({ neighbors }, i) => {
      expectNearest(neighbors, bruteForce(vectorAt(students, i)).slice(0, stored));
      const used = neighborWeights(
        neighbors.slice(0, 3).map(({ similarity }) => similarity),
        0.25,
      );
      neighbors.forEach(({ weight }, rank) => {
        expect(weight).toBeCloseTo(used[rank] ?? 0, 5);
      });
    });
  });

  test('without first, as many as the policy reads', async () => {
    const one = await dataOf<{ evaluation: { prediction: { neighbors: Neighbor[] } } }>(
      api.url,
      `query ($id: ID!) { evaluation(id: $id) { prediction(index: 0) { neighbors { ${fields} } } } }`,
      { id: evaluation },
    );
    expect(one.evaluation.prediction.neighbors).toHaveLength(3);
  });
});
