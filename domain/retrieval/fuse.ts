/**
 * Neighbor weights w_k = softmax_k(s_k / τ) (ReAugKD, step 4), computed with the maximum subtracted.
 *
 * @param similarities [neighbors], inner products x · z_k of normalized vectors
 * @param temperature τ > 0
 * @returns [neighbors], summing to 1; empty for no neighbors
 */
export function neighborWeights(similarities: ArrayLike<number>, temperature: number): number[] {
  const scaled = Array.from(similarities, (similarity) => similarity / temperature);
  const highest = Math.max(...scaled);
  const exponentials = scaled.map((value) => Math.exp(value - highest));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}

/**
 * The retrieved prediction ŷ = Σ_k w_k ȳ_k.
 *
 * @param weights [neighbors]
 * @param softLabels [neighbors][classes], the neighbors' teacher soft labels
 * @returns [classes]
 */
export function retrievedPrediction(
  weights: readonly number[],
  softLabels: readonly ArrayLike<number>[],
): number[] {
  const classes = softLabels[0]?.length ?? 0;
  const mixed = new Array<number>(classes).fill(0);
  softLabels.forEach((labels, neighbor) => {
    for (let c = 0; c < classes; c++) mixed[c] = mixed[c]! + weights[neighbor]! * labels[c]!;
  });
  return mixed;
}

/**
 * The fused prediction β·y + (1 − β)·ŷ. β = 1 is the student alone, β = 0 the neighbors alone.
 *
 * @param student [classes] y
 * @param retrieved [classes] ŷ
 * @param beta weight of the student, in [0, 1]
 * @returns [classes]
 */
export function fusedPrediction(
  student: ArrayLike<number>,
  retrieved: ArrayLike<number>,
  beta: number,
): number[] {
  return Array.from(student, (value, c) => beta * value + (1 - beta) * retrieved[c]!);
}

/** Index of the largest value; the first one on ties, as `argMax` does. */
export function argMax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
