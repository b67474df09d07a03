import { fixedText } from '../number/fixed-text.ts';
import { mean, sampleDeviation } from '../statistics/spread.ts';

/** A score in [−1, 1] as papers print it, × 100 with one decimal: `70.4`, `−3.6`, `0.0`; `–` for null, a score that is undefined. */
export function scoreText(score: number | null): string {
  return score === null ? '–' : fixedText(100 * score, 1);
}

/** A difference of two scores × 100, always with its sign: `+1.2`, `−0.4`; one that rounds to nothing is `0.0`, an undefined one `–`. */
export function gainText(gain: number | null): string {
  const text = scoreText(gain);
  return gain !== null && gain > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** Second score less first, as fused less alone; null where either is undefined. */
export function gainBetween(first: number | null, second: number | null): number | null {
  return first === null || second === null ? null : second - first;
}

/** A mean with its standard deviation, `70.4 ± 1.1`; the mean alone where there is no deviation. @param text writes the mean */
export function meanText(center: number, deviation: number | null, text = scoreText): string {
  return deviation === null ? text(center) : `${text(center)} ± ${scoreText(deviation)}`;
}

/**
 * Mean ± sample standard deviation of several scores, or of several gains; of a single one itself. Undefined ones are left out and counted:
 * `70.4 ± 1.1 (2 of 3)`; `–` where none is defined.
 */
export function spreadText(values: readonly (number | null)[], text = scoreText): string {
  const defined = values.filter((value) => value !== null);
  if (defined.length === 0) return text(null);
  const spread = meanText(mean(defined), sampleDeviation(defined), text);
  return defined.length === values.length ? spread : `${spread} (${defined.length} of ${values.length})`;
}
