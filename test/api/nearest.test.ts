import { farBelow } from '@stillhouse/domain/retrieval/far-neighbor.ts';
import { createEvaluation } from '@stillhouse/prisma/evaluation/create-evaluation.ts';
import { writePredictions } from '@stillhouse/prisma/evaluation/write-predictions.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  anEvaluation,
  aSealedKnowledgeBase,
  aStartedRun,
  aWrittenDataset,
  predictionsOf,
  unitVectors,
} from '../prisma/records.ts';
import { dataOf } from './ask.ts';
import { type Served, serve } from './serve.ts';

const dimension = 32;

let api: Served;
let run: string;
let dataset: string;
beforeAll(async () => {
  api = await serve();
  run = await aStartedRun(api.db, { name: 'student', kind: 'STUDENT' });
  dataset = (await aWrittenDataset(api.db, 4)).digest;
});
afterAll(() => api?.close());

interface Answer {
  evaluation: { nearest: { farBelow: number; far: number | null; median: number | null } | null };
}

const nearestOf = async (id: string) => {
  const query = 'query ($id: ID!) { evaluation(id: $id) { nearest { farBelow far median } } }';
  return (await dataOf<Answer>(api.url, query, { id })).evaluation.nearest;
};

/** A unit vector of that cosine to a key. */
function at(similarity: number, key: Float32Array): number[] {
  const other = unitVectors(1, dimension, 99);
  const along = key.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
  const across = Array.from(key, (value, i) => (other[i] ?? 0) - along * value);
  const reach = Math.sqrt(1 - similarity ** 2) / Math.hypot(...across);
  return Array.from(key, (value, i) => similarity * value + reach * (across[i] ?? 0));
}

/** An evaluation whose four predictions have one neighbor each, of these similarities. */
async function retrieving(similarities: readonly number[]): Promise<string> {
  const base = await aSealedKnowledgeBase(api.db, 4, { dimension });
  const policy = { k: 1, temperature: 0.02, beta: 0.5, search: 'EXACT' as const, efSearch: null };
  const header = anEvaluation(run, dataset, { policy, knowledgeBase: base.id, dimension });
  await createEvaluation(api.db, header);
  if (similarities.length > 0) {
    const even = new Float32Array(8).fill(0.5);
    const key = unitVectors(4, dimension, 1).subarray(0, dimension);
    const embeddings = Float32Array.from(similarities.flatMap((similarity) => at(similarity, key)));
    const columns = { student: even, retrieved: even, fused: even, dimension, embeddings };
    const neighbors = { neighbors: 1, neighborIndices: new Int32Array(4) };
    await writePredictions(
      api.db,
      predictionsOf(header, 0, 4, {
        ...columns,
        ...neighbors,
        neighborSimilarities: Float32Array.from(similarities),
      }),
    );
  }
  return header.id;
}

test('an evaluation counts the predictions whose nearest neighbor is no nearer than a random key', async () => {
  const nearest = await nearestOf(await retrieving([0.08, 0.9, 0.28, 0.5]));
  expect(nearest?.farBelow).toBeCloseTo(farBelow(dimension), 12);
  expect(nearest?.far).toBe(2);
  expect(nearest?.median).toBeCloseTo(0.39, 6);
});

test('without predictions there is a bound and nothing to count; without retrieval there is neither', async () => {
  expect(await nearestOf(await retrieving([]))).toEqual({
    farBelow: farBelow(dimension),
    far: null,
    median: null,
  });
  const alone = anEvaluation(run, dataset);
  await createEvaluation(api.db, alone);
  expect(await nearestOf(alone.id)).toBeNull();
});
