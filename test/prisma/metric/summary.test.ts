import {
  emptySummary,
  losesExtreme,
  mergeSummary,
  type Point,
  summarize,
} from '@stillhouse/prisma/metric/summary.ts';
import { describe, expect, test } from 'vitest';

const point = (step: number, value: number): Point => ({ step, value, time: 1000 + step });
const none = { count: 0, nonFinite: 0 };

describe('summarize', () => {
  test('of equal extremes the first step counts', () => {
    const points = [point(3, 1), point(1, 1), point(2, 5), point(4, 5)];
    expect(summarize(points)).toEqual({
      count: 4,
      nonFinite: 0,
      last: point(4, 5),
      least: point(1, 1),
      greatest: point(2, 5),
    });
  });

  test('points that are not finite count, may be the last, and are no extremes', () => {
    const points = [point(1, Number.NaN), point(2, -Infinity)];
    expect(summarize(points)).toEqual({
      count: 2,
      nonFinite: 2,
      last: points[1],
      least: null,
      greatest: null,
    });
    expect(summarize([])).toEqual(emptySummary);
  });
});

describe('mergeSummary', () => {
  const before = summarize([point(1, 5), point(2, 1), point(3, 9)]);

  test('appended points need no history', () => {
    expect(mergeSummary(before, [point(4, 0), point(5, 9)], none)).toEqual({
      count: 5,
      nonFinite: 0,
      last: point(5, 9),
      least: point(4, 0),
      greatest: point(3, 9),
    });
  });

  test('an extreme that is rewritten to a greater one, or a point in between, needs none either', () => {
    const replaced = { count: 1, nonFinite: 0 };
    expect(mergeSummary(before, [point(2, -3)], replaced)).toMatchObject({ count: 3, least: point(2, -3) });
    expect(mergeSummary(before, [point(1, 6)], replaced)).toEqual(before);
  });
});

describe('losesExtreme', () => {
  const before = summarize([point(1, 5), point(2, 1), point(3, 9)]);

  test('is true of an extreme that is rewritten to a lesser one', () => {
    expect(losesExtreme(before, [point(2, 4)])).toBe(true);
    expect(losesExtreme(before, [point(3, Number.NaN)])).toBe(true);
  });

  test('is false of one that is rewritten to a greater one, and of other points', () => {
    expect(losesExtreme(before, [point(2, -3), point(1, 6), point(4, 0)])).toBe(false);
  });
});
