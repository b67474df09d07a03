import { seededRandom, shuffled } from '@stillhouse/domain/random/random.ts';
import { type KnowledgeBase, rowOf } from './knowledge-base.ts';
import { searchExact } from './search/exact.ts';

/** Neighbors looked at for a health figure, and entries for which they are looked up at most. */
const neighborhoodK = 10;
const sampleSize = 2000;

/** Neighbors that are looked at in a knowledge base of that size. */
export function neighborhoodSize(size: number): number {
  return Math.max(1, Math.min(neighborhoodK, size - 1));
}

/**
 * Mean of `between` over the pairs of an entry and one of its 10 nearest neighbors, itself excluded; over all entries, or a seeded sample
 * of 2000.
 *
 * @param knowledgeBase of at least two entries
 */
export function meanOverNeighbors(
  knowledgeBase: KnowledgeBase,
  between: (entry: number, neighbor: number) => number,
): number {
  const { size, dimension, embeddings } = knowledgeBase;
  const entries = shuffled([...Array(size).keys()], seededRandom(size)).slice(0, sampleSize);
  const queries = new Float32Array(entries.length * dimension);
  entries.forEach((entry, i) => {
    queries.set(rowOf(embeddings, dimension, entry), i * dimension);
  });
  const { k, indices } = searchExact(knowledgeBase, queries, neighborhoodK, {
    excludeIndex: (query) => entries[query]!,
  });
  const sum = indices.reduce(
    (total, neighbor, i) => total + between(entries[Math.floor(i / k)]!, neighbor),
    0,
  );
  return sum / indices.length;
}
