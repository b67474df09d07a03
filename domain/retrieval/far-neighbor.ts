import { incompleteBeta } from '../statistics/incomplete-beta.ts';

/** Chance up to which a similarity counts as more than chance. */
const level = 0.05;
const bisections = 60;

/**
 * Probability that two directions drawn uniformly at random have at least this cosine. The density of their angle is proportional to
 * sin^(d − 2) (Cai, Fan and Jiang 2013, Distributions of angles in random packing on spheres), so that (1 + cosine) / 2 is distributed as
 * Beta((d − 1) / 2, (d − 1) / 2).
 *
 * @param dimension d, at least 2
 */
export function chanceOfSimilarity(similarity: number, dimension: number): number {
  const half = (dimension - 1) / 2;
  return incompleteBeta((1 - similarity) / 2, half, half);
}

/**
 * The similarity below which a nearest neighbor is far away: one key drawn at random would be at least as similar as that with a probability
 * of 5 %. It depends on the dimension alone, 0.29 for 32 and 0.08 for 384, and is a low bound: the nearest of many keys is more similar by
 * chance than a single one.
 *
 * @param dimension of the keys
 * @returns a cosine; −1, below which nothing is, for fewer than two dimensions
 */
export function farBelow(dimension: number): number {
  if (dimension < 2) return -1;
  let [low, high] = [0, 1];
  for (let i = 0; i < bisections; i++) {
    const middle = (low + high) / 2;
    if (chanceOfSimilarity(middle, dimension) > level) low = middle;
    else high = middle;
  }
  return high;
}
