import type { KnowledgeBase } from '../knowledge-base.ts';

/** The nearest entries of many queries, row-major. */
export interface Neighbors {
  /** Number of queries. */
  count: number;
  /** Neighbors of each. */
  k: number;
  /** [count, k], indices of entries, nearest first; of equally near ones the lower index first */
  indices: Int32Array;
  /** [count, k], inner products x · z */
  similarities: Float32Array;
}

/** Finds the entries nearest to each query. */
export interface NeighborSearch {
  /**
   * @param queries [count, dimension], L2-normalized
   * @param k wanted neighbors; no more are returned than there are entries
   */
  search(queries: Float32Array, k: number): Neighbors;
}

/** The inner product of a query and an entry, summed in double precision and rounded once: the same from every search. */
export function similarity(
  { embeddings, dimension }: KnowledgeBase,
  entry: number,
  queries: Float32Array,
  query: number,
): number {
  const [z, x] = [entry * dimension, query * dimension];
  let sum = 0;
  for (let d = 0; d < dimension; d++) sum += embeddings[z + d]! * queries[x + d]!;
  return Math.fround(sum);
}
