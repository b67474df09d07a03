/**
 * Two-sided p-value of McNemar's exact test: were the two predictors equally good, each example that only one of them got
 * right would fall to either with probability ½. Twice the smaller binomial tail, at most 1 (not the mid-p variant).
 *
 * @param onlyFirst examples that only the first predictor got right
 * @param onlySecond examples that only the second got right
 */
export function mcnemarExact(onlyFirst: number, onlySecond: number): number {
  const trials = onlyFirst + onlySecond;
  if (trials === 0) return 1;
  const smaller = Math.min(onlyFirst, onlySecond);
  // Terms are summed relative to the largest, the last one, so that ½ⁿ never underflows.
  let term = 1;
  let tail = 1;
  for (let i = smaller; i > 0 && term > 0; i--) {
    term *= i / (trials - i + 1);
    tail += term;
  }
  const logarithm = logBinomial(trials, smaller) - trials * Math.LN2 + Math.log(tail) + Math.LN2;
  return Math.min(1, Math.exp(logarithm));
}

/** ln of n over k; summed term by term, exact to about n rounding errors. */
function logBinomial(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i);
  return sum;
}
