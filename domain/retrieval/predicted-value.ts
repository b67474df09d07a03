import { argMax } from './fuse.ts';

/** What is scored of one prediction: the likeliest class, or for a regression the score. @param distribution [classes], of a regression [1] */
export function predictedValue(distribution: ArrayLike<number>): number {
  return distribution.length === 1 ? (distribution[0] ?? 0) : argMax(distribution);
}
