import type { KnowledgeBase } from '../knowledge-base.ts';
import { Nearest } from './nearest.ts';
import type { NeighborSearch, Neighbors } from './neighbors.ts';

export interface ExactOptions {
  /** Entry that query i must not find: itself, where the queries are entries' own examples. Undefined: none. */
  excludeIndex?: (query: number) => number;
}

/** Queries compared with an entry at a time: each entry is read from memory once for so many. */
const block = 4;

/**
 * Compares each query with every entry.
 *
 * @param queries [count, dimension], L2-normalized
 * @param k wanted neighbors; no more are returned than there are entries, less the excluded one
 */
export function searchExact(
  knowledgeBase: KnowledgeBase,
  queries: Float32Array,
  k: number,
  { excludeIndex }: ExactOptions = {},
): Neighbors {
  const { size, dimension, embeddings } = knowledgeBase;
  const count = queries.length / dimension;
  const kept = Math.min(k, excludeIndex ? size - 1 : size);
  const indices = new Int32Array(count * kept);
  const similarities = new Float32Array(count * kept);
  const nearest = Array.from({ length: block }, () => new Nearest(kept));
  const sums = new Float32Array(block);
  for (let first = 0; first < count; first += block) {
    const inBlock = Math.min(block, count - first);
    const excluded = Array.from({ length: inBlock }, (_, q) => excludeIndex?.(first + q) ?? -1);
    for (let entry = 0; entry < size; entry++) {
      products(sums, embeddings, entry * dimension, queries, first * dimension, dimension, inBlock);
      for (let q = 0; q < inBlock; q++) {
        if (entry !== excluded[q]) nearest[q]!.offer(entry, sums[q]!);
      }
    }
    for (let q = 0; q < inBlock; q++) nearest[q]!.moveTo(indices, similarities, (first + q) * kept);
  }
  return { count, k: kept, indices, similarities };
}

/** Exact search behind the interface that all searches share. */
export function exactSearch(knowledgeBase: KnowledgeBase): NeighborSearch {
  return { search: (queries, k) => searchExact(knowledgeBase, queries, k) };
}

/** Inner products of one entry with consecutive queries, into `sums`. Four at once, as this is where exact search spends its time. */
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
