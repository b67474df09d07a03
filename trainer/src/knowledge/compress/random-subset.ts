import { type Random, shuffled } from '@stillhouse/domain/random/random.ts';
import { balancedQuotas, entriesByClass } from './quotas.ts';

/**
 * Entries drawn at random, as many of each class as can be: what every cleverer choice must beat.
 *
 * @param classOf [size] class of each entry
 * @returns [rows], ascending
 */
export function randomSubset(classOf: ArrayLike<number>, rows: number, random: Random): Int32Array {
  const groups = entriesByClass(classOf);
  const quotas = balancedQuotas(
    groups.map((group) => group.length),
    rows,
  );
  return Int32Array.from(groups.flatMap((group, c) => shuffled(group, random).slice(0, quotas[c]))).sort();
}
