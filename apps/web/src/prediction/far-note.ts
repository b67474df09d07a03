import { formatSimilarity } from '../format/number.ts';

/** How the bound is chosen, for a title. */
export const farExplanation =
  'Far away: less similar than one key of random direction would be with a probability of 5 %, given the dimension of the keys.';

/**
 * What to say of a prediction whose nearest neighbor is far away; null where it is not.
 *
 * @param similarity of the nearest neighbor; undefined where there is none
 * @param farBelow the evaluation's bound; null or undefined where it is unknown
 */
export function farNote(similarity: number | undefined, farBelow: number | null | undefined): string | null {
  if (similarity === undefined || farBelow == null || similarity >= farBelow) return null;
  return `Nearest neighbor is far away: retrieval had little to go on. Its similarity is ${formatSimilarity(similarity)}; below ${formatSimilarity(farBelow)}, a single random key is as similar with a probability of more than 5 %.`;
}
