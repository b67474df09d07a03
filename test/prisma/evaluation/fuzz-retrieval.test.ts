import type { PredictionBatch } from '@stillhouse/domain/record/evaluation.ts';
import type { CreateKnowledgeBase } from '@stillhouse/domain/record/knowledge-base.ts';
import { halfPrecision } from '@stillhouse/domain/retrieval/half-precision.ts';
import { fusedPredictions, retrievedPredictions } from '@stillhouse/domain/retrieval/retrieve.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { createEvaluation } from '@stillhouse/prisma/evaluation/create-evaluation.ts';
import { writePredictions } from '@stillhouse/prisma/evaluation/write-predictions.ts';
import { sealKnowledgeBase } from '@stillhouse/prisma/knowledge-base/seal-knowledge-base.ts';
import { writeEntries } from '@stillhouse/prisma/knowledge-base/write-entries.ts';
import { exactSearch } from '@stillhouse/trainer/knowledge/search/exact.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import {
  aKnowledgeBase,
  anEvaluation,
  aStartedRun,
  aWrittenDataset,
  entriesOf,
  predictionsOf,
  seeded,
  unitVectors,
} from '../records.ts';

const count = 12;
const dimension = 8;
const random = seeded(11);
const below = (bound: number) => Math.floor(random() * bound);
const oneOf = <Item>(items: readonly Item[]): Item => items[below(items.length)]!;

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

interface Memory {
  base: CreateKnowledgeBase;
  classes: number;
  /** [entries, dimension], as the trainer searches them. */
  keys: Float32Array;
  softLabels: Float32Array;
  dataset: string;
}

/** A sealed knowledge base: distributions, or scores of a regression that are large and of either sign. */
async function aMemory(): Promise<Memory> {
  const classes = oneOf([1, 2, 3]);
  const size = oneOf([2, 5, 40]);
  const storage = oneOf(['VECTOR', 'HALFVEC', 'BINARY'] as const);
  const labels = classes === 1 ? [] : Array.from({ length: classes }, (_, c) => `class ${c}`);
  const task = classes === 1 ? 'stsb' : 'rte';
  const train = (await aWrittenDataset(db, size, { split: 'TRAIN', labels, task })).digest;
  const { digest } = await aWrittenDataset(db, count, { labels, task });
  const change = { storage, rerank: storage === 'BINARY' ? 4 : null, classes, dataset: train };
  const base = await aKnowledgeBase(db, size, change);
  const scale = classes === 1 ? oneOf([1, 5, 1e4, 1e6]) : 0;
  const softLabels = distributions(size, classes, scale);
  const members = Int32Array.from({ length: size }, () => 1 + below(9));
  const entries = { ...entriesOf(base, 0, size), softLabels, members };
  await writeEntries(db, entries);
  await sealKnowledgeBase(db, { id: base.id, size, health: null });
  const keys = storage === 'HALFVEC' ? halfPrecision(entries.embeddings) : entries.embeddings;
  return { base, classes, keys, softLabels, dataset: digest };
}

function distributions(rows: number, classes: number, scale: number): Float32Array {
  if (scale > 0) return Float32Array.from({ length: rows }, () => scale * (2 * random() - 1));
  const values = Float32Array.from({ length: rows * classes }, () => random() ** 3 + 1e-6);
  return values.map((value, i) => {
    const row = i - (i % classes);
    return value / values.subarray(row, row + classes).reduce((sum, one) => sum + one, 0);
  });
}

/** What the trainer records of a student that asks the memory under some policy, and the evaluation it belongs to. */
async function recorded({ base, classes, keys, softLabels, dataset }: Memory): Promise<PredictionBatch> {
  const entries = { size: softLabels.length / classes, dimension, classes, embeddings: keys, softLabels };
  const k = oneOf([1, 3, 8, 64]);
  const temperature = oneOf([1e-4, 1e-3, 0.01, 0.1, 1, 20]);
  const beta = oneOf([0, 0.1, 0.5, 0.9, 1]);
  const policy = oneOf([
    { k, temperature, beta, search: 'EXACT' as const, efSearch: null },
    { k, temperature, beta, search: 'HNSW' as const, efSearch: 64 },
  ]);
  const run = await aStartedRun(db, { kind: 'EXTERNAL' });
  const change = { policy, knowledgeBase: base.id, dimension, classes };
  const evaluation = anEvaluation(run, dataset, change);
  await createEvaluation(db, evaluation);
  const largest = softLabels.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const student = distributions(count, classes, classes === 1 ? largest : 0);
  const embeddings = unitVectors(count, dimension, below(1e6));
  const found = exactSearch(entries).search(embeddings, k + below(4));
  const retrieved = retrievedPredictions(entries, found, k, temperature);
  const fused = fusedPredictions(student, retrieved, beta);
  const neighbors = {
    neighbors: found.k,
    neighborIndices: found.indices,
    neighborSimilarities: found.similarities,
  };
  return predictionsOf(evaluation, 0, count, {
    ...{ student, retrieved, fused, dimension, embeddings },
    ...(below(5) === 0 ? {} : neighbors),
  });
}

test('large scores that cancel out are compared by their own size, not by that of their sum', async () => {
  const train = (await aWrittenDataset(db, 3, { split: 'TRAIN', labels: [], task: 'stsb' })).digest;
  const base = await aKnowledgeBase(db, 3, { classes: 1, dataset: train });
  const softLabels = Float32Array.from([1e6, -1e6, 0.25]);
  const key = unitVectors(1, dimension, 1);
  const keys = Float32Array.from({ length: 3 * dimension }, (_, i) => key[i % dimension]!);
  await writeEntries(db, { ...entriesOf(base, 0, 3), softLabels, embeddings: keys });
  await sealKnowledgeBase(db, { id: base.id, size: 3, health: null });
  const entries = { size: 3, dimension, classes: 1, embeddings: keys, softLabels };
  const { digest } = await aWrittenDataset(db, 1, { labels: [], task: 'stsb' });
  const policy = { k: 3, temperature: 1, beta: 0, search: 'EXACT' as const, efSearch: null };
  const run = await aStartedRun(db, { kind: 'EXTERNAL' });
  const change = { policy, knowledgeBase: base.id, dimension, classes: 1 };
  const evaluation = anEvaluation(run, digest, change);
  await createEvaluation(db, evaluation);
  const found = exactSearch(entries).search(key, 3);
  const retrieved = retrievedPredictions(entries, found, 3, 1);
  const batch = predictionsOf(evaluation, 0, 1, {
    ...{ student: Float32Array.of(1), retrieved, fused: retrieved, dimension, embeddings: key },
    ...{ neighbors: 3, neighborIndices: found.indices, neighborSimilarities: found.similarities },
  });
  expect(await writePredictions(db, batch)).toBe(1);
});

test('what the trainer computes is never refused, and what was changed always is', async () => {
  for (let memory = 0; memory < 25; memory++) {
    const asked = await aMemory();
    for (let trial = 0; trial < 4; trial++) {
      const batch = await recorded(asked);
      const changed = (name: 'retrieved' | 'fused' | 'neighborSimilarities') => {
        const column = batch[name]?.slice() ?? new Float32Array(0);
        const at = name === 'neighborSimilarities' ? 0 : below(column.length);
        const largest = column.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
        column[at] = (column[at] ?? 0) + (name === 'neighborSimilarities' ? 0.05 : 0.05 * largest + 0.05);
        return { ...batch, [name]: column };
      };
      await expect(writePredictions(db, changed('fused'))).rejects.toMatchObject({ code: 'BAD_INPUT' });
      if (batch.neighborIndices) {
        await expect(writePredictions(db, changed('retrieved'))).rejects.toMatchObject({ code: 'BAD_INPUT' });
        await expect(writePredictions(db, changed('neighborSimilarities'))).rejects.toMatchObject({
          code: 'BAD_INPUT',
        });
      }
      expect(await writePredictions(db, batch), JSON.stringify({ memory, trial })).toBe(count);
    }
  }
}, 120_000);
