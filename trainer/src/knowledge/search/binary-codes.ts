import type { KnowledgeBase } from '../knowledge-base.ts';
import { Nearest } from './nearest.ts';
import { type NeighborSearch, type Neighbors, similarity } from './neighbors.ts';

/** Words of 32 bits that hold the signs of a vector. */
const wordsOf = (dimension: number) => Math.ceil(dimension / 32);

/** [count, ⌈dimension / 32⌉]: bit d of a row is 1 where element d is greater than 0, as pgvector's binary_quantize has it. */
export function signCodes(vectors: Float32Array, dimension: number): Uint32Array {
  const words = wordsOf(dimension);
  const count = vectors.length / dimension;
  const codes = new Uint32Array(count * words);
  for (let row = 0; row < count; row++) {
    for (let d = 0; d < dimension; d++) {
      if (vectors[row * dimension + d]! > 0) codes[row * words + (d >>> 5)]! |= 1 << (d & 31);
    }
  }
  return codes;
}

/**
 * Searches sign codes: the `rerank` entries with the least Hamming distance to the query's code, the lower index first on ties, and of these
 * the k with the greatest inner product. Only codes are read for every entry: an eighth of a byte for each dimension.
 *
 * @param rerank entries compared by their full vectors; k where that is more
 */
export function binarySearch(knowledgeBase: KnowledgeBase, rerank: number): NeighborSearch {
  const { dimension, size } = knowledgeBase;
  const words = wordsOf(dimension);
  const codes = signCodes(knowledgeBase.embeddings, dimension);
  return {
    search(queries, k): Neighbors {
      const count = queries.length / dimension;
      const kept = Math.min(k, size);
      const asked = signCodes(queries, dimension);
      const indices = new Int32Array(count * kept);
      const similarities = new Float32Array(count * kept);
      const candidates = Math.min(Math.max(rerank, kept), size);
      const near = new Nearest(candidates);
      const nearest = new Nearest(kept);
      const chosen = { indices: new Int32Array(candidates), similarities: new Float32Array(candidates) };
      for (let query = 0; query < count; query++) {
        for (let entry = 0; entry < size; entry++) {
          let distance = 0;
          for (let w = 0; w < words; w++)
            distance += ones(codes[entry * words + w]! ^ asked[query * words + w]!);
          near.offer(entry, -distance);
        }
        near.moveTo(chosen.indices, chosen.similarities, 0);
        for (const entry of chosen.indices.slice().sort()) {
          nearest.offer(entry, similarity(knowledgeBase, entry, queries, query));
        }
        nearest.moveTo(indices, similarities, query * kept);
      }
      return { count, k: kept, indices, similarities };
    },
  };
}

/** Bits that are 1, counted side by side (Warren 2012, figure 5-2). */
function ones(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
