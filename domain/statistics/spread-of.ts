import { mean, sampleDeviation } from './spread.ts';

/** Values that are defined, summarized; undefined ones take no part and are counted. */
export interface Spread {
  /** Defined values. */
  n: number;
  /** Values that are null. */
  missing: number;
  /** null where none is defined. */
  mean: number | null;
  /** Sample standard deviation; null for fewer than two. */
  sd: number | null;
  best: number | null;
}

export function spreadOf(values: readonly (number | null)[]): Spread {
  const defined = values.filter((value) => value !== null);
  return {
    n: defined.length,
    missing: values.length - defined.length,
    mean: defined.length === 0 ? null : mean(defined),
    sd: sampleDeviation(defined),
    best: defined.length === 0 ? null : Math.max(...defined),
  };
}
