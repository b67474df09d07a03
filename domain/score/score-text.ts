import { fixedText } from '../number/fixed-text.ts';
import { mean, sampleDeviation } from '../statistics/spread.ts';

/** A score in [−1, 1] as papers print it, × 100 with one decimal: `70.4`, `−3.6`, `0.0`. */
export function scoreText(score: number): string {
  return fixedText(100 * score, 1);
}

/** A difference of two scores × 100, always with its sign: `+1.2`, `−0.4`; one that rounds to nothing is `0.0`. */
export function gainText(gain: number): string {
  const text = scoreText(gain);
  return gain > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** A mean with its standard deviation, `70.4 ± 1.1`; alone where there is none. @param text writes the mean */
export function meanText(center: number, deviation: number | null, text = scoreText): string {
  return deviation === null ? text(center) : `${text(center)} ± ${scoreText(deviation)}`;
}

/** Mean ± sample standard deviation of several scores, or of several gains; of a single one itself. */
export function spreadText(values: readonly number[], text = scoreText): string {
  return meanText(mean(values), sampleDeviation(values), text);
}
