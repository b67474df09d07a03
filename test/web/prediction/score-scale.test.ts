import { placeOf, ticksOf } from '@stillhouse/web/prediction/score-scale.ts';
import { expect, it } from 'vitest';

it('a score stands where it lies in the range, and at the end where it lies outside', () => {
  expect(placeOf(2.5, [0, 5])).toBe(0.5);
  expect(placeOf(2, [1, 5])).toBe(0.25);
  expect(placeOf(-0.3, [0, 5])).toBe(0);
  expect(placeOf(6, [0, 5])).toBe(1);
});

it('ticks are round, from the lowest score to the highest', () => {
  expect(ticksOf([0, 5])).toEqual([0, 1, 2, 3, 4, 5]);
  expect(ticksOf([1, 10])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(ticksOf([0, 100])).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  expect(ticksOf([0, 1])).toEqual([0, 1]);
  expect(ticksOf([-0.5, 0.5])).toEqual([-0.5, 0.5]);
});
