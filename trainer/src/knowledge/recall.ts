import type { Neighbors } from './search/neighbors.ts';

/**
 * Share of the k nearest that a search found, mean over queries. An entry as near as the k-th nearest counts as found whichever
 * of several equally near ones it is.
 *
 * @param exact true nearest, at least k of each query
 * @param found what the search under test gave, at least k of each query
 * @param options.fellBack [count], 1 for queries that the search left to an exact one: they count as nothing found
 */
export function recallAtK(
  exact: Neighbors,
  found: Neighbors,
  k: number,
  options: { fellBack?: Uint8Array } = {},
): number {
  if (exact.count !== found.count || exact.count === 0)
    throw new RangeError('Recall needs the same queries, at least one.');
  const depth = Math.min(k, exact.k, found.k);
  let hits = 0;
  for (let query = 0; query < exact.count; query++) {
    if (options.fellBack?.[query] === 1) continue;
    const farthest = exact.similarities[query * exact.k + depth - 1]!;
    for (let i = 0; i < depth; i++) {
      if (found.similarities[query * found.k + i]! >= farthest) hits++;
    }
  }
  return hits / (exact.count * depth);
}
