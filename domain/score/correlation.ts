import { checkPaired, type Weights } from './confusion.ts';

/** Pearson's correlation, in [−1, 1]; null where either side is constant, for which it is undefined. */
export function pearson(
  gold: ArrayLike<number>,
  predicted: ArrayLike<number>,
  weights: Weights = null,
): number | null {
  checkPaired(gold, predicted);
  if (isConstant(gold, weights) || isConstant(predicted, weights)) return null;
  const goldMean = mean(gold, weights);
  const predictedMean = mean(predicted, weights);
  let product = 0;
  let goldSquares = 0;
  let predictedSquares = 0;
  for (let i = 0; i < gold.length; i++) {
    const weight = weights ? weights[i]! : 1;
    const g = gold[i]! - goldMean;
    const p = predicted[i]! - predictedMean;
    product += weight * g * p;
    goldSquares += weight * g * g;
    predictedSquares += weight * p * p;
  }
  const denominator = Math.sqrt(goldSquares) * Math.sqrt(predictedSquares);
  return denominator === 0 ? null : Math.min(1, Math.max(-1, product / denominator));
}

/** Spearman's rank correlation: Pearson's of the ranks, equal values sharing their average rank. null where either side is constant. */
export function spearman(gold: ArrayLike<number>, predicted: ArrayLike<number>): number | null {
  return spearmanByWeights(gold, predicted)(null);
}

/** The same under any weights: both sides are sorted once, and each call takes time proportional to their length. */
export function spearmanByWeights(
  gold: ArrayLike<number>,
  predicted: ArrayLike<number>,
): (weights: Weights) => number | null {
  checkPaired(gold, predicted);
  const [goldRanks, predictedRanks] = [ranksByWeights(gold), ranksByWeights(predicted)];
  return (weights) => pearson(goldRanks(weights), predictedRanks(weights), weights);
}

/** Rank of each value from 1 on; equal values get the mean of the ranks they take up. */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  return ranksByWeights(values)(null);
}

/** The ranks among values of which each is there as often as its weight says. Every call fills and returns the same array. */
function ranksByWeights(values: ArrayLike<number>): (weights: Weights) => Float64Array {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  return (weights) => {
    let before = 0;
    for (let first = 0; first < order.length; ) {
      let end = first;
      let count = 0;
      for (; end < order.length && values[order[end]!] === values[order[first]!]; end++) {
        count += weights ? weights[order[end]!]! : 1;
      }
      for (let i = first; i < end; i++) ranks[order[i]!] = before + (count + 1) / 2;
      before += count;
      first = end;
    }
    return ranks;
  };
}

function mean(values: ArrayLike<number>, weights: Weights): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = weights ? weights[i]! : 1;
    sum += weight * values[i]!;
    total += weight;
  }
  return sum / total;
}

function isConstant(values: ArrayLike<number>, weights: Weights): boolean {
  let seen: number | null = null;
  for (let i = 0; i < values.length; i++) {
    if (weights && weights[i] === 0) continue;
    const value = values[i]!;
    if (seen !== null && value !== seen) return false;
    seen = value;
  }
  return true;
}
