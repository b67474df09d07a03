import { checkPaired, type Weights } from './confusion.ts';

/** Share of predictions that equal the gold class, in [0, 1]. */
export function accuracy(
  gold: ArrayLike<number>,
  predicted: ArrayLike<number>,
  weights: Weights = null,
): number {
  checkPaired(gold, predicted);
  let right = 0;
  let total = 0;
  for (let i = 0; i < gold.length; i++) {
    const weight = weights ? weights[i]! : 1;
    if (gold[i] === predicted[i]) right += weight;
    total += weight;
  }
  return right / total;
}
