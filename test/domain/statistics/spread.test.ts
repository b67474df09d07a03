import { mean, quantile, sampleDeviation } from '@stillhouse/domain/statistics/spread.ts';
import { expect, it } from 'vitest';

it('takes the mean', () => {
  expect(mean([2, 4, 9])).toBe(5);
  expect(() => mean([])).toThrow(RangeError);
});

it('takes the sample deviation, with n − 1', () => {
  // Squared deviations 9, 1, 16 over 2.
  expect(sampleDeviation([2, 4, 9])).toBeCloseTo(Math.sqrt(13), 14);
  expect(sampleDeviation([7, 7, 7])).toBe(0);
});

it('knows no deviation of a single seed', () => {
  expect(sampleDeviation([0.9])).toBeNull();
  expect(sampleDeviation([])).toBeNull();
});

it('interpolates a quantile between neighbors', () => {
  expect(quantile([40, 10, 30, 20], 0.5)).toBe(25);
  expect(quantile([40, 10, 30, 20], 0)).toBe(10);
  expect(quantile([40, 10, 30, 20], 1)).toBe(40);
  expect(quantile([0, 10], 0.95)).toBe(9.5);
  expect(quantile([3], 0.99)).toBe(3);
  expect(() => quantile([], 0.5)).toThrow(RangeError);
});
