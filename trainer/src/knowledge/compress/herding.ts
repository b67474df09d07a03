import type { KnowledgeBase } from '../knowledge-base.ts';
import { balancedQuotas, entriesByClass } from './quotas.ts';

/**
 * Herding (Welling 2009), for each class as iCaRL chooses its exemplars (Rebuffi et al. 2017, algorithm 4): one after the other the entry
 * that brings the mean of those taken nearest to the mean of the class, the lower one on ties.
 *
 * @param classOf [size] class of each entry
 * @returns [rows], ascending; as many of each class as can be
 */
export function herding(
  { embeddings, dimension }: KnowledgeBase,
  classOf: ArrayLike<number>,
  rows: number,
): Int32Array {
  const groups = entriesByClass(classOf);
  const quotas = balancedQuotas(
    groups.map((group) => group.length),
    rows,
  );
  return Int32Array.from(groups.flatMap((group, c) => herd(embeddings, dimension, group, quotas[c]!))).sort();
}

function herd(
  embeddings: Float32Array,
  dimension: number,
  group: readonly number[],
  quota: number,
): number[] {
  const mean = new Float64Array(dimension);
  for (const entry of group) {
    for (let d = 0; d < dimension; d++) mean[d]! += embeddings[entry * dimension + d]! / group.length;
  }
  const left = new Set(group);
  const taken: number[] = [];
  const sum = new Float64Array(dimension);
  while (taken.length < quota) {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const entry of left) {
      let distance = 0;
      for (let d = 0; d < dimension; d++) {
        const off = mean[d]! - (sum[d]! + embeddings[entry * dimension + d]!) / (taken.length + 1);
        distance += off * off;
      }
      if (distance >= least) continue;
      least = distance;
      best = entry;
    }
    left.delete(best);
    taken.push(best);
    for (let d = 0; d < dimension; d++) sum[d]! += embeddings[best * dimension + d]!;
  }
  return taken;
}
