import type { LogMetrics } from '@stillhouse/domain/record/metric.ts';
import { aheadAtMost } from '@stillhouse/domain/record/moment.ts';
import { isStorable } from '@stillhouse/domain/record/text.ts';
import { check } from '../input/check.ts';
import { unstorable } from '../input/parse-input.ts';
import type { Point } from './summary.ts';

/**
 * The points of a batch by key. Of points that share key and step the last one counts.
 *
 * @param arrival time of points that bring none, in milliseconds since 1970
 * @throws ExpectedError BAD_INPUT with the path of the series
 */
export function pointsOf(series: LogMetrics['series'], arrival: number): Map<string, Point[]> {
  const byKey = new Map<string, Map<number, Point>>();
  series.forEach(({ key, steps, values, times }, i) => {
    check(
      key.length > 0 && key.length <= 250,
      'a key must have 1 to 250 characters',
      'series',
      String(i),
      'key',
    );
    check(isStorable(key), unstorable, 'series', String(i), 'key');
    const each = (column: ArrayLike<unknown>, name: string) =>
      check(column.length === steps.length, `must have as many ${name} as steps`, 'series', String(i), name);
    each(values, 'values');
    if (times) each(times, 'times');
    const points = byKey.get(key) ?? new Map<number, Point>();
    byKey.set(key, points);
    steps.forEach((step, j) => {
      const time = times?.[j] ?? arrival;
      check(
        Number.isSafeInteger(step),
        `${step} is not a valid step: steps must be whole numbers from −(2⁵³ − 1) to 2⁵³ − 1`,
        'series',
        String(i),
        'steps',
        String(j),
      );
      check(
        time >= 0 && time <= arrival + aheadAtMost,
        `${time} is not a valid time: it must be in milliseconds since 1970, at most one day in the future`,
        'series',
        String(i),
        'times',
        String(j),
      );
      points.set(step, { step, value: values[j] as number, time });
    });
  });
  return new Map([...byKey].map(([key, points]) => [key, [...points.values()]]));
}
