import type { KnowledgeBase } from '../knowledge-base.ts';
import { Nearest } from './nearest.ts';

/** Queries compared with an entry at a time: each entry is read from memory once for so many. */
const block = 4;

/**
 * Compares consecutive queries with every entry, in double precision, each inner product rounded once.
 *
 * @param queries [count, dimension]
 * @param excluded [count], an entry that the query must not find; −1: none
 * @param indices [count, k], written; of equally near entries the lower index first
 * @param similarities [count, k], written
 */
export function compareAll(
  { size, dimension, embeddings }: KnowledgeBase,
  queries: Float32Array,
  excluded: Int32Array,
  k: number,
  indices: Int32Array,
  similarities: Float32Array,
): void {
  const count = excluded.length;
  const nearest = Array.from({ length: block }, () => new Nearest(k));
  const sums = new Float32Array(block);
  for (let first = 0; first < count; first += block) {
    const inBlock = Math.min(block, count - first);
    for (let entry = 0; entry < size; entry++) {
      products(sums, embeddings, entry * dimension, queries, first * dimension, dimension, inBlock);
      for (let q = 0; q < inBlock; q++) {
        if (entry !== excluded[first + q]) nearest[q]!.offer(entry, sums[q]!);
      }
    }
    for (let q = 0; q < inBlock; q++) nearest[q]!.moveTo(indices, similarities, (first + q) * k);
  }
}

/** Inner products of one entry with consecutive queries, into `sums`. Four at once, as this is where the time goes. */
function products(
  sums: Float32Array,
  embeddings: Float32Array,
  entry: number,
  queries: Float32Array,
  first: number,
  dimension: number,
  count: number,
): void {
  if (count < block) {
    for (let q = 0; q < count; q++) {
      let sum = 0;
      for (let d = 0; d < dimension; d++) sum += embeddings[entry + d]! * queries[first + q * dimension + d]!;
      sums[q] = sum;
    }
    return;
  }
  const second = first + dimension;
  const third = second + dimension;
  const fourth = third + dimension;
  let [a, b, c, e] = [0, 0, 0, 0];
  for (let d = 0; d < dimension; d++) {
    const z = embeddings[entry + d]!;
    a += z * queries[first + d]!;
    b += z * queries[second + d]!;
    c += z * queries[third + d]!;
    e += z * queries[fourth + d]!;
  }
  sums[0] = a;
  sums[1] = b;
  sums[2] = c;
  sums[3] = e;
}
