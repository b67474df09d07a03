import {
  formatBytes,
  formatCount,
  formatMetric,
  formatMilliseconds,
  formatP,
  formatParameters,
  formatPEquation,
  formatTicks,
  formatUnit,
} from '@stillhouse/web/format/number.ts';
import { expect, test } from 'vitest';

test('an unknown value is an en dash in every format, never 0', () => {
  const formats = [
    formatCount,
    formatParameters,
    formatBytes,
    formatMilliseconds,
    formatUnit,
    formatMetric,
    formatP,
  ];
  for (const format of formats) {
    expect(format(null)).toBe('–');
    expect(format(undefined)).toBe('–');
    expect(format(0)).not.toBe('–');
  }
});

test('counts are grouped and accept the strings in which large integers travel', () => {
  expect(formatCount(67349)).toBe('67,349');
  expect(formatCount('392702')).toBe('392,702');
});

test('parameters have three digits and bytes two, in decimal units', () => {
  expect(formatParameters(4_386_178)).toBe('4.39 M');
  expect(formatParameters(109_482_240)).toBe('109 M');
  expect(formatParameters('820')).toBe('820');
  expect(formatBytes(512)).toBe('512 B');
  expect(formatBytes(921_600)).toBe('922 kB');
  expect(formatBytes(4_123_000)).toBe('4.1 MB');
  expect(formatBytes('1200000000')).toBe('1.2 GB');
});

test('milliseconds have as many digits as they mean', () => {
  expect([0.4216, 12.34, 119.6].map(formatMilliseconds)).toEqual(['0.42', '12.3', '120']);
});

test('a metric keeps four digits at any size, and what is not a number says so', () => {
  expect(formatMetric(0.123456)).toBe('0.1235');
  expect(formatMetric(0.0000125)).toBe('1.25e−5');
  expect(formatMetric(2048)).toBe('2,048');
  expect(formatMetric(-1.5)).toBe('−1.500');
  expect(formatMetric(Number.NaN)).toBe('NaN');
});

test('a p-value is never rounded to 0', () => {
  expect(formatP(0.00002)).toBe('< 0.001');
  expect(formatP(0.0314)).toBe('0.03');
  expect(formatP(0.42)).toBe('0.42');
  expect(formatPEquation(0.0001)).toBe('p < 0.001');
  expect(formatPEquation(0.0314)).toBe('p = 0.03');
});

test('the ticks of an axis differ, however narrow its range, and show no more digits than that takes', () => {
  expect(formatTicks([5.09e8, 5.095e8, 5.1e8])).toEqual(['5.09e8', '5.095e8', '5.1e8']);
  expect(formatTicks([0, 0.1, 0.2, 0.30000000000000004])).toEqual(['0', '0.1', '0.2', '0.3']);
  expect(formatTicks([1, 1.25, 1.5, 1.75])).toEqual(['1', '1.25', '1.5', '1.75']);
  expect(formatTicks([-0.0005, 0, 0.0005])).toEqual(['−5e−4', '0', '5e−4']);
});

test('a tick that is not labeled is empty, and one that stands alone has four digits', () => {
  expect(formatTicks([0.001, null, 1, null])).toEqual(['0.001', '', '1', '']);
  expect(formatTicks([1234.56])).toEqual(['1235']);
});
