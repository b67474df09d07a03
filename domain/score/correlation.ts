import { checkPaired } from './confusion.ts';

/** Pearson's correlation, in [−1, 1]; null where either side is constant, for which it is undefined. */
export function pearson(gold: ArrayLike<number>, predicted: ArrayLike<number>): number | null {
  checkPaired(gold, predicted);
  if (isConstant(gold) || isConstant(predicted)) return null;
  const goldMean = mean(gold);
  const predictedMean = mean(predicted);
  let product = 0;
  let goldSquares = 0;
  let predictedSquares = 0;
  for (let i = 0; i < gold.length; i++) {
    const g = gold[i]! - goldMean;
    const p = predicted[i]! - predictedMean;
    product += g * p;
    goldSquares += g * g;
    predictedSquares += p * p;
  }
  const denominator = Math.sqrt(goldSquares) * Math.sqrt(predictedSquares);
  return denominator === 0 ? null : Math.min(1, Math.max(-1, product / denominator));
}

/** Spearman's rank correlation: Pearson's of the ranks, equal values sharing their average rank. null where either side is constant. */
export function spearman(gold: ArrayLike<number>, predicted: ArrayLike<number>): number | null {
  checkPaired(gold, predicted);
  return pearson(averageRanks(gold), averageRanks(predicted));
}

/** Rank of each value from 1 on; equal values get the mean of the ranks they take up. */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && values[order[last + 1]!] === values[order[first]!]) last++;
    for (let i = first; i <= last; i++) ranks[order[i]!] = (first + last) / 2 + 1;
    first = last + 1;
  }
  return ranks;
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}
