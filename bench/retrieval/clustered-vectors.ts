import { type Random, seededRandom } from '@stillhouse/domain/random/random.ts';
import type { KnowledgeBase } from '@stillhouse/trainer/knowledge/knowledge-base.ts';

export const classes = 3;
/** Entries of a cluster, on the average. */
const clusterSize = 200;

/**
 * A knowledge base that looks like a trained teacher's: three classes far apart, clusters within each, and around a cluster's center a cloud
 * whose variance falls along the axes as 1/j, so that a few directions hold most of it. (Uniform vectors would be far harder for a graph
 * and far from what encoders give.) The queries are fresh points of the same clusters, moved by noise as large as the cloud: a student
 * stands near where its teacher does.
 */
export function clusteredKnowledgeBase(
  size: number,
  dimension: number,
  queryCount: number,
): { knowledgeBase: KnowledgeBase; queries: Float32Array } {
  const random = seededRandom(size + dimension);
  const falling = Float32Array.from({ length: dimension }, (_, j) => 1 / Math.sqrt(j + 1));
  const even = new Float32Array(dimension).fill(1 / Math.sqrt(dimension));
  const clusters = Math.max(classes, Math.round(size / clusterSize));
  const tops = Array.from({ length: classes }, () => cloud(random, even, 3));
  const centers = Array.from({ length: clusters }, (_, i) =>
    sum(tops[i % classes]!, cloud(random, falling, 1)),
  );
  const point = (cluster: number, extra: number) => {
    const around = sum(centers[cluster]!, cloud(random, falling, 0.5));
    return normalized(extra > 0 ? sum(around, cloud(random, even, extra)) : around);
  };
  const embeddings = new Float32Array(size * dimension);
  const softLabels = new Float32Array(size * classes);
  for (let i = 0; i < size; i++) {
    const cluster = random.below(clusters);
    embeddings.set(point(cluster, 0), i * dimension);
    for (let c = 0; c < classes; c++) softLabels[i * classes + c] = c === cluster % classes ? 0.9 : 0.05;
  }
  const queries = new Float32Array(queryCount * dimension);
  for (let i = 0; i < queryCount; i++) queries.set(point(random.below(clusters), 0.5), i * dimension);
  return { knowledgeBase: { size, dimension, classes, embeddings, softLabels }, queries };
}

/** Normal numbers of the given deviations by axis, times `scale` (sums of four uniform ones, which is near enough here and fast). */
function cloud(random: Random, deviations: Float32Array, scale: number): Float32Array {
  const factor = scale * Math.sqrt(3);
  return deviations.map(
    (deviation) => deviation * factor * (random.next() + random.next() + random.next() + random.next() - 2),
  );
}

function sum(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, i) => value + b[i]!);
}

function normalized(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const factor = 1 / Math.sqrt(squares);
  return vector.map((value) => value * factor);
}
