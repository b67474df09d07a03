import { allPositive, curveData, smooth } from '@stillhouse/web/metric/curve-data.ts';
import { metricGroups, shortKey } from '@stillhouse/web/metric/metric-groups.ts';
import { expect, test } from 'vitest';

const bucket = (from: number, mean: number | null, nonFinite = 0) => ({
  from,
  to: from,
  count: 1,
  min: mean,
  max: mean,
  mean,
  nonFinite,
});

test('smoothing has no bias at its start: constant values stay what they are', () => {
  for (const value of smooth([2, 2, 2], 0.9)) expect(value).toBeCloseTo(2);
});

test('smoothing weighs the past as said', () => {
  // (0.5 · 0.5 · 1 + 0.5 · 3) / (1 − 0.25)
  expect(smooth([1, 3], 0.5)[1]).toBeCloseTo(1.75 / 0.75);
});

test('a gap stays a gap, and the smoothed line goes on behind it', () => {
  const smoothed = smooth([1, null, 1], 0.6);
  expect(smoothed[1]).toBeNull();
  expect(smoothed[2]).toBeCloseTo(1);
});

test('a value that is not finite is a gap and is counted', () => {
  const data = curveData([bucket(1, 0.5), bucket(2, null, 1), bucket(3, 0.4)], 0);
  expect(data.line).toEqual([0.5, null, 0.4]);
  expect(data.nonFinite).toBe(1);
});

test('a time axis counts seconds from the start', () => {
  expect(curveData([bucket(5000, 1), bucket(6500, 1)], 0, 5000, 1 / 1000).x).toEqual([0, 1.5]);
});

test('a logarithmic axis is refused for values of zero or below', () => {
  expect(allPositive(curveData([bucket(1, 0.1)], 0))).toBe(true);
  expect(allPositive(curveData([bucket(1, 0)], 0))).toBe(false);
});

test('metrics are grouped by what stands before the slash, those without one first, and in each its loss', () => {
  const keys = ['train/lr', 'dev/accuracy', 'epoch', 'train/loss'];
  const groups = metricGroups(keys.map((key) => ({ key })));
  expect(groups.map((group) => [group.name, group.metrics.map((metric) => shortKey(metric.key))])).toEqual([
    ['general', ['epoch']],
    ['train', ['loss', 'lr']],
    ['dev', ['accuracy']],
  ]);
});
