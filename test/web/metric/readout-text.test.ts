import { curveData } from '@stillhouse/web/metric/curve-data.ts';
import { metricFormat } from '@stillhouse/web/metric/metric-format.ts';
import { readoutText } from '@stillhouse/web/metric/readout-text.ts';
import { expect, test } from 'vitest';

const bucket = (from: number, to: number, [min, mean, max]: [number, number, number]) => ({
  ...{ from, to, min, mean, max },
  count: to - from + 1,
  nonFinite: 0,
});
const look = { unit: 'step', format: metricFormat('loss'), smoothed: false };

test('without smoothing the readout is the mean, with the range of the values behind it', () => {
  const data = curveData([bucket(1, 1, [2, 2, 2]), bucket(2, 11, [0.5, 1, 1.5])], 0);
  expect(readoutText(data, 0, look)).toBe('step 1: 2');
  expect(readoutText(data, 1, look)).toBe('steps 2 to 11: 1 (0.5000 to 1.500)');
});

test('under a smoothed curve the readout names the smoothed value that is drawn, and gives the range to the mean', () => {
  // (0.5 · 0.5 · 5 + 0.5 · 1) / (1 − 0.25)
  const data = curveData([bucket(1, 10, [4, 5, 6]), bucket(11, 20, [0.5, 1, 1.5])], 0.5);
  expect(data.line[1]).toBeCloseTo(1.75 / 0.75);
  expect(readoutText(data, 1, { ...look, smoothed: true })).toBe(
    'steps 11 to 20: smoothed 2.333, mean 1 (0.5000 to 1.500)',
  );
});

test('without the pointer on the chart the readout is of the last point, and of none before the first', () => {
  expect(readoutText(curveData([bucket(1, 1, [2, 2, 2]), bucket(7, 7, [1, 1, 1])], 0), null, look)).toBe(
    'step 7: 1',
  );
  expect(readoutText(curveData([], 0), null, look)).toBe('no points yet');
});

test('on a time axis the readout counts seconds', () => {
  const data = curveData([bucket(5000, 6500, [1, 1, 1])], 0, 5000, 1 / 1000);
  expect(readoutText(data, 0, { ...look, unit: 's' })).toBe('0.0 to 1.5 s: 1');
});
