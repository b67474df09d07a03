import { checkPaired, type Weights } from './confusion.ts';

/**
 * Matthews correlation of two labelings with any number of classes, in [−1, 1] (Gorodkin 2004, R_K; for two classes the
 * usual coefficient). 0 where either labeling is constant.
 */
export function matthews(
  gold: ArrayLike<number>,
  predicted: ArrayLike<number>,
  weights: Weights = null,
): number {
  checkPaired(gold, predicted);
  const goldCounts = new Map<number, number>();
  const predictedCounts = new Map<number, number>();
  let right = 0;
  let total = 0;
  for (let i = 0; i < gold.length; i++) {
    const [g, p] = [gold[i]!, predicted[i]!];
    const weight = weights ? weights[i]! : 1;
    goldCounts.set(g, (goldCounts.get(g) ?? 0) + weight);
    predictedCounts.set(p, (predictedCounts.get(p) ?? 0) + weight);
    if (g === p) right += weight;
    total += weight;
  }
  let expected = 0;
  for (const [label, count] of goldCounts) expected += count * (predictedCounts.get(label) ?? 0);
  const spread = (counts: Map<number, number>) =>
    total * total - [...counts.values()].reduce((sum, count) => sum + count * count, 0);
  const denominator = Math.sqrt(spread(goldCounts) * spread(predictedCounts));
  // One root of the product: where both spreads are equal it is exact, so that perfect labelings score exactly 1.
  return denominator === 0 ? 0 : (right * total - expected) / denominator;
}
