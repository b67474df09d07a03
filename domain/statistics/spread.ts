/** Arithmetic mean; of equal values exactly that value. @throws RangeError for no values */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('The mean of an empty list is undefined.');
  const [least, most, sum] = values.reduce(
    ([low, high, total], value) => [Math.min(low, value), Math.max(high, value), total + value],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0],
  );
  // A rounding error outside the values would look like a tiny spread of equal ones, and make any t test certain.
  return Math.max(least, Math.min(most, sum / values.length));
}

/** Sample standard deviation, with n − 1 in the denominator; exactly 0 for equal values; null for fewer than two values, of which it says nothing. */
export function sampleDeviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/**
 * The value below which a share of the values lies, interpolated linearly between neighbors (Hyndman and Fan 1996, type 7).
 *
 * @param share in [0, 1]: 0.5 is the median
 */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('A quantile of an empty list is undefined.');
  const sorted = [...values].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)]!;
  const above = sorted[Math.ceil(position)]!;
  return below + (above - below) * (position - Math.floor(position));
}
