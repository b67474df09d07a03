export interface Bucket {
  from: number;
  to: number;
  count: number;
  first?: number | null;
  last?: number | null;
  min?: number | null;
  max?: number | null;
  mean?: number | null;
  nonFinite: number;
}

/** Columns of one curve, as the chart wants them; null is a gap. */
export interface CurveData {
  /** Where each bucket begins, and where it ends. */
  x: number[];
  end: number[];
  mean: (number | null)[];
  /** The mean, smoothed; equal to `mean` without smoothing. */
  line: (number | null)[];
  min: (number | null)[];
  max: (number | null)[];
  /** How many values of the curve were NaN or infinite. */
  nonFinite: number;
}

/**
 * Turns a series of buckets into columns.
 *
 * @param smoothing weight of the past in [0, 1), 0 for none
 * @param origin subtracted from x: the time of the run's start on a time axis, 0 on the step axis
 * @param scale x is multiplied by it: 1/1000 for seconds on a time axis
 */
export function curveData(buckets: readonly Bucket[], smoothing: number, origin = 0, scale = 1): CurveData {
  const filled = buckets.filter((bucket) => bucket.count > 0 || bucket.nonFinite > 0);
  const mean = filled.map((bucket) => bucket.mean ?? null);
  return {
    x: filled.map((bucket) => (bucket.from - origin) * scale),
    end: filled.map((bucket) => (bucket.to - origin) * scale),
    mean,
    line: smoothing > 0 ? smooth(mean, smoothing) : mean,
    min: filled.map((bucket) => bucket.min ?? null),
    max: filled.map((bucket) => bucket.max ?? null),
    nonFinite: filled.reduce((sum, bucket) => sum + bucket.nonFinite, 0),
  };
}

/**
 * Exponential moving average with its start corrected, s_t = (1 − w) Σ w^i v_{t−i} / (1 − w^{t+1}) (Kingma and Ba 2015, section 3, as
 * TensorBoard smooths). Gaps stay gaps and leave the average as it was.
 */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  let average = 0;
  let mass = 0;
  return values.map((value) => {
    if (value === null) return null;
    average = weight * average + (1 - weight) * value;
    mass = weight * mass + (1 - weight);
    return average / mass;
  });
}

/** Whether a logarithmic axis can show all values. */
export function allPositive(data: CurveData): boolean {
  return data.min.every((value) => value === null || value > 0);
}
