import { around } from '@stillhouse/web/prediction/around.ts';
import { top } from '@stillhouse/web/prediction/top.ts';
import { expect, test } from 'vitest';

test('previous and next are the nearest of the list, even from an example that is not on it', () => {
  expect(around([2, 5, 9], 5)).toEqual({ previous: 2, next: 9 });
  expect(around([2, 5, 9], 6)).toEqual({ previous: 5, next: 9 });
  expect(around([2, 5, 9], 2)).toEqual({ previous: null, next: 5 });
  expect(around([], 0)).toEqual({ previous: null, next: null });
});

test('on a tie the first label is the predicted one, as argMax has it', () => {
  expect(
    top([
      { value: 0.5, label: 'a' },
      { value: 0.5, label: 'b' },
    ])?.label,
  ).toBe('a');
  expect(top(null)).toBeNull();
});
