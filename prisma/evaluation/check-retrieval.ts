import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PredictionBatch } from '@stillhouse/domain/record/evaluation.ts';
import { fusedPrediction, neighborWeights, retrievedPrediction } from '@stillhouse/domain/retrieval/fuse.ts';
import type { Queryable } from '../database/database.ts';
import { readVector } from '../database/vector-bytes.ts';
import { check } from '../input/check.ts';
import { anyKey } from '../knowledge-base/partition.ts';
import type { EvaluationHeader } from './lock-evaluation.ts';

/** How far a mixed prediction may be from the recomputed one, relative to the values that are mixed where these are above 1. */
const mixTolerance = 2e-4;
/** Single precision rounds similarity / τ to 6e-8 of itself, and its exponential by as much more as 1 / τ is large: up to so much is granted. */
const singlePrecision = 2 ** -22;
const mostTolerance = 1e-2;
/** The same for an inner product of normalized vectors; keys of half precision are compared as they are stored. */
const similarityTolerance = 1e-3;
/** Predictions that are recomputed before other work gets a turn: with 64 neighbors each a few milliseconds. */
const rowsAtOnce = 128;
/** Predictions of a batch whose similarities are recomputed, in equal steps, and neighbors of each. */
const sampledRows = 16;
const sampledNeighbors = 32;

/**
 * Checks what a batch says of retrieval: `retrieved` follows from the first K neighbors' similarities and the soft labels of the sealed
 * knowledge base, `fused` from `retrieved` and β, and, for a sample of the predictions, the similarities from the embedding and the keys.
 * Without stored neighbors only `fused` can be checked.
 *
 * @throws ExpectedError BAD_INPUT naming row, class, given and computed value
 */
export async function checkRetrieval(
  tx: Queryable,
  batch: PredictionBatch,
  evaluation: EvaluationHeader,
): Promise<void> {
  const { policy, knowledgeBase, entries } = evaluation;
  if (!policy || !batch.retrieved || !batch.fused) return;
  checkFused(batch, batch.retrieved, batch.fused, policy.beta);
  if (knowledgeBase === null || !batch.neighborIndices || !batch.neighborSimilarities) return;
  const needed = Math.min(policy.k, entries ?? policy.k);
  check(
    batch.neighbors >= needed,
    `the policy uses ${needed} neighbors, but each prediction has only ${batch.neighbors}`,
    'neighbors',
  );
  const used = Math.min(policy.k, batch.neighbors);
  await checkRetrieved(tx, batch, knowledgeBase, { used, temperature: policy.temperature });
  await checkSimilarities(tx, batch, knowledgeBase, used);
}

function checkFused(
  { start, count, classes, student }: PredictionBatch,
  retrieved: Float32Array,
  fused: Float32Array,
  beta: number,
): void {
  for (let i = 0; i < count; i++) {
    const row = (column: Float32Array) => column.subarray(i * classes, (i + 1) * classes);
    const computed = fusedPrediction(row(student), row(retrieved), beta);
    // What is mixed may cancel out: rounding is relative to it, not to the sum.
    const scale = fusedPrediction(row(student).map(Math.abs), row(retrieved).map(Math.abs), beta);
    compare('fused', start + i, { given: row(fused), computed, scale }, mixTolerance);
  }
}

async function checkRetrieved(
  tx: Queryable,
  { start, count, classes, neighbors, retrieved, neighborIndices, neighborSimilarities }: PredictionBatch,
  knowledgeBase: string,
  { used, temperature }: { used: number; temperature: number },
): Promise<void> {
  if (!retrieved || !neighborIndices || !neighborSimilarities) return;
  const rows = Array.from({ length: count }, (_, i) =>
    neighborIndices.subarray(i * neighbors, i * neighbors + used),
  );
  const softLabels = await softLabelsOf(tx, knowledgeBase, new Set(rows.flatMap((row) => [...row])));
  for (const [i, row] of rows.entries()) {
    if (i % rowsAtOnce === rowsAtOnce - 1) await nextTurn();
    const similarities = neighborSimilarities.subarray(i * neighbors, i * neighbors + used);
    const labels = Array.from(row, (index) => softLabels.get(index) ?? new Float32Array(0));
    const weights = neighborWeights(similarities, temperature);
    const given = retrieved.subarray(i * classes, (i + 1) * classes);
    const computed = retrievedPrediction(weights, labels);
    const scale = retrievedPrediction(
      weights,
      labels.map((of) => of.map(Math.abs)),
    );
    const largest = similarities.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const tolerance = Math.min(mixTolerance + (singlePrecision * largest) / temperature, mostTolerance);
    compare('retrieved', start + i, { given, computed, scale }, tolerance);
  }
}

async function softLabelsOf(
  tx: Queryable,
  knowledgeBase: string,
  indices: ReadonlySet<number>,
): Promise<Map<number, Float32Array>> {
  const rows = await tx.query<{ index: number; softLabels: number[] }>(
    `SELECT index, soft_labels AS "softLabels" FROM knowledge_entry WHERE knowledge_base_id = $1 AND index = ANY ($2::int[])`,
    [knowledgeBase, [...indices]],
  );
  return new Map(rows.map(({ index, softLabels }) => [index, Float32Array.from(softLabels)]));
}

async function checkSimilarities(
  tx: Queryable,
  { start, count, dimension, neighbors, embeddings, neighborIndices, neighborSimilarities }: PredictionBatch,
  knowledgeBase: string,
  used: number,
): Promise<void> {
  if (!embeddings || dimension === null || !neighborIndices || !neighborSimilarities) return;
  const sampled = Math.min(count, sampledRows);
  const pairs = Array.from({ length: sampled }, (_, n) => Math.floor((n * count) / sampled)).flatMap((row) =>
    Array.from({ length: Math.min(used, sampledNeighbors) }, (_, neighbor) => ({
      row,
      index: neighborIndices[row * neighbors + neighbor] ?? 0,
      given: neighborSimilarities[row * neighbors + neighbor] ?? 0,
    })),
  );
  const keys = await keysOf(tx, knowledgeBase, dimension, new Set(pairs.map(({ index }) => index)));
  for (const { row, index, given } of pairs) {
    const key = keys.get(index);
    if (!key) continue;
    const computed = innerProduct(embeddings.subarray(row * dimension, (row + 1) * dimension), key);
    check(
      Math.abs(given - computed) <= similarityTolerance * Math.max(1, Math.abs(computed)),
      `the similarity of prediction ${start + row} to entry ${index} is given as ${given}, but its embedding and the key give ${computed}`,
      'neighborSimilarities',
      String(start + row),
    );
  }
}

async function keysOf(
  tx: Queryable,
  knowledgeBase: string,
  dimension: number,
  indices: ReadonlySet<number>,
): Promise<Map<number, Float32Array>> {
  const rows = await tx.query<{ index: number; key: Buffer }>(
    `SELECT e.index, vector_send(${anyKey}) AS key FROM knowledge_entry AS e
     WHERE e.knowledge_base_id = $1 AND e.index = ANY ($2::int[])`,
    [knowledgeBase, [...indices]],
  );
  return new Map(
    rows.map(({ index, key }) => {
      const vector = new Float32Array(dimension);
      readVector(key, vector);
      return [index, vector];
    }),
  );
}

function compare(
  name: 'retrieved' | 'fused',
  row: number,
  { given, computed, scale }: { given: Float32Array; computed: readonly number[]; scale: readonly number[] },
  tolerance: number,
): void {
  given.forEach((value, c) => {
    const wanted = computed[c] ?? Number.NaN;
    if (Math.abs(value - wanted) <= tolerance * Math.max(1, scale[c] ?? 0)) return;
    const from =
      name === 'fused' ? 'student, retrieved and β' : 'its neighbors’ similarities and soft labels';
    check(
      false,
      `${name} of prediction ${row} is ${value} for class ${c}, but ${from} make it ${wanted}`,
      name,
      String(row),
    );
  });
}

function innerProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
