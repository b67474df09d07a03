import { type Random, shuffled } from '@stillhouse/domain/random/random.ts';
import type { KnowledgeBase } from '../knowledge-base.ts';

/**
 * The condensed nearest neighbor rule (Hart 1968): passes over the entries in a random order, keeping each whose nearest kept one is of
 * another class, until a pass keeps none. Every entry's nearest kept one is then of its class; how many are kept follows from the entries.
 *
 * @param classOf [size] class of each entry
 * @returns the entries kept, ascending
 */
export function condensed(
  { embeddings, dimension, size }: KnowledgeBase,
  classOf: ArrayLike<number>,
  random: Random,
): Int32Array {
  const order = shuffled([...Array(size).keys()], random);
  const kept: number[] = [];
  /** Nearest kept entry of each, and how many of the kept were compared for it. */
  const nearest = new Int32Array(size).fill(-1);
  const similarity = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  const compared = new Int32Array(size);
  const isKept = new Uint8Array(size);
  for (let grows = true; grows; ) {
    grows = false;
    for (const entry of order) {
      if (isKept[entry]) continue;
      for (; compared[entry]! < kept.length; compared[entry]!++) {
        const other = kept[compared[entry]!]!;
        let product = 0;
        for (let d = 0; d < dimension; d++) {
          product += embeddings[entry * dimension + d]! * embeddings[other * dimension + d]!;
        }
        if (product <= similarity[entry]!) continue;
        similarity[entry] = product;
        nearest[entry] = other;
      }
      if (nearest[entry]! >= 0 && classOf[nearest[entry]!] === classOf[entry]) continue;
      kept.push(entry);
      isKept[entry] = 1;
      grows = true;
    }
  }
  return Int32Array.from(kept).sort();
}
