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
): BinaryCounts {
  checkPaired(gold, predicted);
  const counts = { truePositive: 0, falsePositive: 0, falseNegative: 0, trueNegative: 0 };
  for (let i = 0; i < gold.length; i++) {
    if (predicted[i] === positive) counts[gold[i] === positive ? 'truePositive' : 'falsePositive']++;
    else counts[gold[i] === positive ? 'falseNegative' : 'trueNegative']++;
  }
  return counts;
}
