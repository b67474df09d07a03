/** How often each pair of gold and predicted value counts: whole numbers from 0 on; null for once each. Scores are of the pairs so repeated. */
export type Weights = ArrayLike<number> | null;

/** Throws unless there is one prediction for each gold value, and at least one. */
export function checkPaired(gold: ArrayLike<number>, predicted: ArrayLike<number>): void {
  if (gold.length !== predicted.length) {
    throw new RangeError(
      `The number of gold values (${gold.length}) differs from the number of predictions (${predicted.length}).`,
    );
  }
  if (gold.length === 0) throw new RangeError('Cannot score an empty list of examples.');
}

/** What is right and wrong with regard to one class, the positive one. */
export interface BinaryCounts {
  truePositive: number;
  falsePositive: number;
  falseNegative: number;
  trueNegative: number;
}

export function binaryCounts(
  gold: ArrayLike<number>,
  predicted: ArrayLike<number>,
  positive: number,
  weights: Weights = null,
): BinaryCounts {
  checkPaired(gold, predicted);
  const counts = { truePositive: 0, falsePositive: 0, falseNegative: 0, trueNegative: 0 };
  for (let i = 0; i < gold.length; i++) {
    const weight = weights ? weights[i]! : 1;
    if (predicted[i] === positive) counts[gold[i] === positive ? 'truePositive' : 'falsePositive'] += weight;
    else counts[gold[i] === positive ? 'falseNegative' : 'trueNegative'] += weight;
  }
  return counts;
}
