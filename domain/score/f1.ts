import { binaryCounts, type Weights } from './confusion.ts';

/** F1 of the positive class, 2TP / (2TP + FP + FN), in [0, 1]; 0 where no positive was either there or predicted. */
export function f1(
  gold: ArrayLike<number>,
  predicted: ArrayLike<number>,
  positive = 1,
  weights: Weights = null,
): number {
  const { truePositive, falsePositive, falseNegative } = binaryCounts(gold, predicted, positive, weights);
  const denominator = 2 * truePositive + falsePositive + falseNegative;
  return denominator === 0 ? 0 : (2 * truePositive) / denominator;
}
