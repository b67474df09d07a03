import { incompleteBeta } from './incomplete-beta.ts';
import { mean, sampleDeviation } from './spread.ts';

/** P(|T| ≥ |t|) of Student's t distribution (Abramowitz and Stegun 1964, 26.7.1). @param freedom degrees of freedom, positive */
export function twoSidedT(t: number, freedom: number): number {
  return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/**
 * Two-sided p-value of the one-sample t test (Student 1908) that the values' mean is zero.
 *
 * @returns null for fewer than two values, and for equal values other than zero, whose spread is unknown; 1 where all are zero
 */
export function oneSampleT(values: readonly number[]): number | null {
  const deviation = sampleDeviation(values);
  if (deviation === null) return null;
  const center = mean(values);
  if (deviation === 0) return center === 0 ? 1 : null;
  return twoSidedT(center / (deviation / Math.sqrt(values.length)), values.length - 1);
}

/** Several values by what Welch's test needs of them. */
export interface Sample {
  n: number;
  mean: number;
  /** Sample standard deviation; null for one value. */
  sd: number | null;
}

/**
 * Two-sided p-value of Welch's t test (Welch 1947) that two samples of unequal variances have the same mean.
 *
 * @returns null where either sample has fewer than two values, and where neither has any spread but the means differ: seeds that all
 *   predict alike are no evidence of how far others would be off; 1 where the means are equal too
 */
export function welchT(first: Sample, second: Sample): number | null {
  if (first.n < 2 || second.n < 2 || first.sd === null || second.sd === null) return null;
  const [a, b] = [first.sd ** 2 / first.n, second.sd ** 2 / second.n];
  const difference = first.mean - second.mean;
  if (a + b === 0) return difference === 0 ? 1 : null;
  const freedom = (a + b) ** 2 / (a ** 2 / (first.n - 1) + b ** 2 / (second.n - 1));
  return twoSidedT(difference / Math.sqrt(a + b), freedom);
}
