import type { Neighbors } from './neighbors.ts';

/**
 * The nearest entries of queries that are entries' own examples, entry i that of query i, without that entry.
 *
 * @param found at least one more than k of each query, or all entries where there are fewer
 * @returns k of each query, or as many as are left
 */
export function withoutOwn(found: Neighbors, k: number): Neighbors {
  const kept = Math.min(k, found.k - 1);
  const indices = new Int32Array(found.count * kept);
  const similarities = new Float32Array(found.count * kept);
  for (let query = 0; query < found.count; query++) {
    let rank = 0;
    for (let i = query * found.k; rank < kept; i++) {
      if (found.indices[i] === query) continue;
      indices[query * kept + rank] = found.indices[i]!;
      similarities[query * kept + rank] = found.similarities[i]!;
      rank++;
    }
  }
  return { count: found.count, k: kept, indices, similarities };
}
