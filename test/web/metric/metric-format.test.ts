import { metricFormat } from '@stillhouse/web/metric/metric-format.ts';
import { expect, test } from 'vitest';

test('bytes are written with their unit, by the end of the key', () => {
  expect(metricFormat('system/rssBytes').value(2_310_000_000)).toBe('2.3 GB');
  expect(metricFormat('system/rssBytes').ticks([2.3e9, null, 2.35e9])).toEqual(['2.3 GB', '', '2.35 GB']);
});

test('everything else is written as a plain number', () => {
  expect(metricFormat('loss').value(0.38712)).toBe('0.3871');
  expect(metricFormat('loss').ticks([0, 0.25, 0.5])).toEqual(['0', '0.25', '0.5']);
});
