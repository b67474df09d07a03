import type { KnowledgeBase } from '../knowledge-base.ts';
import { compareAll } from './compare-all.ts';
import { Nearest } from './nearest.ts';
import { type NeighborSearch, type Neighbors, similarity } from './neighbors.ts';
import { findUsearch, multiply } from './usearch.ts';

export interface ExactOptions {
  /** Entry that query i must not find: itself, where the queries are entries' own examples. Undefined: none. */
  excludeIndex?: (query: number) => number;
}

/** Elements of a knowledge base from which on a product in native code outweighs the way there. */
const nativeFrom = 100_000;
/** Queries handed to native code at once. With 32, writing and turning the matrix of their distances took a fifth more time than it saved. */
const block = 4;
/** Candidates asked for beyond k, so that most queries are settled at the first try. */
const slack = 16;

/**
 * The true k nearest of each query. Large knowledge bases are multiplied in native single precision first; the candidates are compared
 * again in double precision, and where the rounding of single precision could hide a nearer entry, more are taken: the result is the same.
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
  const { size, dimension } = knowledgeBase;
  const count = queries.length / dimension;
  const kept = Math.min(k, excludeIndex ? size - 1 : size);
  const indices = new Int32Array(count * kept);
  const similarities = new Float32Array(count * kept);
  const excluded = Int32Array.from({ length: count }, (_, query) => excludeIndex?.(query) ?? -1);
  const found = { count, k: kept, indices, similarities };
  if (size * dimension < nativeFrom || !findUsearch()) {
    compareAll(knowledgeBase, queries, excluded, kept, indices, similarities);
    return found;
  }
  for (let first = 0; first < count; first += block) {
    const last = Math.min(first + block, count);
    const unsettled = Array.from({ length: last - first }, (_, i) => first + i);
    settle(knowledgeBase, queries, unsettled, kept + slack, excluded, found);
  }
  return found;
}

/** Exact search behind the interface that all searches share. */
export function exactSearch(knowledgeBase: KnowledgeBase): NeighborSearch {
  return { search: (queries, k) => searchExact(knowledgeBase, queries, k) };
}

/** Finds the neighbors of some queries among `wanted` candidates each; of those that it cannot be sure of, among four times as many. */
function settle(
  knowledgeBase: KnowledgeBase,
  queries: Float32Array,
  unsettled: readonly number[],
  wanted: number,
  excluded: Int32Array,
  found: Neighbors,
): void {
  const { size, dimension, embeddings } = knowledgeBase;
  const { k, indices, similarities } = found;
  if (wanted >= size / 4) {
    for (const query of unsettled) {
      compareAll(
        knowledgeBase,
        rows(queries, dimension, [query]),
        excluded.subarray(query, query + 1),
        k,
        indices.subarray(query * k, (query + 1) * k),
        similarities.subarray(query * k, (query + 1) * k),
      );
    }
    return;
  }
  const asked = rows(queries, dimension, unsettled);
  const candidates = multiply(findUsearch()!, embeddings, asked, dimension, wanted, 'IP');
  const nearest = new Nearest(k);
  const again: number[] = [];
  unsettled.forEach((query, i) => {
    const keys = candidates.keys.subarray(i * wanted, (i + 1) * wanted);
    for (const entry of Int32Array.from(keys, Number).sort()) {
      if (entry !== excluded[query]) nearest.offer(entry, similarity(knowledgeBase, entry, queries, query));
    }
    nearest.moveTo(indices, similarities, query * k);
    // Native code gives 1 − x·z; an entry it left out is no nearer than the last it gave, within rounding.
    const nearestLeftOut = 1 - candidates.distances[(i + 1) * wanted - 1]!;
    const doubt = rounding(dimension, asked.subarray(i * dimension, (i + 1) * dimension));
    if (!(similarities[(query + 1) * k - 1]! > nearestLeftOut + doubt)) again.push(query);
  });
  if (again.length > 0) settle(knowledgeBase, queries, again, 4 * wanted, excluded, found);
}

/**
 * What a sum of d products in single precision is off by at most, for unit vectors z (Higham 2002, equation 3.5, with Cauchy–Schwarz), and
 * the subtraction from 1.
 */
function rounding(dimension: number, query: Float32Array): number {
  return (dimension + 4) * 2 ** -24 * Math.max(1, Math.hypot(...query));
}

function rows(queries: Float32Array, dimension: number, picked: readonly number[]): Float32Array {
  const [first = 0] = picked;
  const consecutive = picked.at(-1) === first + picked.length - 1;
  if (consecutive) return queries.subarray(first * dimension, (first + picked.length) * dimension);
  const chosen = new Float32Array(picked.length * dimension);
  picked.forEach((query, i) => {
    chosen.set(queries.subarray(query * dimension, (query + 1) * dimension), i * dimension);
  });
  return chosen;
}
