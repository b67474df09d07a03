import { formatCount } from '../format/number.ts';
import type { CurveData } from './curve-data.ts';
import type { MetricFormat } from './metric-format.ts';

/** What the readout of a chart is written with. */
export interface ReadoutLook {
  /** `step` or `s`. */
  unit: string;
  format: MetricFormat;
  /** Whether the thick line is a moving average of the means. */
  smoothed: boolean;
}

/**
 * The values that a chart draws at a point, with the names of its lines: `step 50: 0.6523 (0.61 to 0.70)`, and with smoothing
 * `step 50: smoothed 0.4512, mean 0.6523 (0.61 to 0.70)`. The range is that of the logged values, so it follows their mean, not
 * the smoothed value, which may be outside of it.
 *
 * @param index of the point; the last one where it is null or undefined
 */
export function readoutText(
  data: CurveData,
  index: number | null | undefined,
  { unit, format, smoothed }: ReadoutLook,
): string {
  const at = index ?? data.x.length - 1;
  const place = placeText(data, at, unit);
  if (place === null) return 'no points yet';
  const [low, high] = [data.min[at], data.max[at]];
  const spread =
    low != null && high != null && low !== high ? ` (${format.value(low)} to ${format.value(high)})` : '';
  const mean = `${format.value(data.mean[at])}${spread}`;
  return smoothed ? `${place}: smoothed ${format.value(data.line[at])}, mean ${mean}` : `${place}: ${mean}`;
}

/** `step 1,200`, or `steps 1,200 to 1,299` where one point of the chart is a mean of several; null beyond the curve. */
function placeText(data: CurveData, at: number, unit: string): string | null {
  const [from, to] = [data.x[at], data.end[at]];
  if (from === undefined || to === undefined) return null;
  if (unit === 'step') {
    const [first, last] = [formatCount(Math.round(from)), formatCount(Math.round(to))];
    return first === last ? `step ${first}` : `steps ${first} to ${last}`;
  }
  const [first, last] = [from.toFixed(1), to.toFixed(1)];
  return first === last ? `${first} s` : `${first} to ${last} s`;
}
