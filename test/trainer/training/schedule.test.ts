import { randomFor } from '@stillhouse/trainer/training/random.ts';
import { linearSchedule, stepsOf } from '@stillhouse/trainer/training/schedule.ts';
import { describe, expect, it } from 'vitest';

describe('the learning rate', () => {
  it('rises over the warm-up and falls to one step before 0', () => {
    const rate = linearSchedule(8, 0.3, 10);
    expect(Array.from({ length: 10 }, (_, step) => rate(step))).toEqual([
      2,
      4,
      6,
      8,
      48 / 7,
      40 / 7,
      32 / 7,
      24 / 7,
      16 / 7,
      8 / 7,
    ]);
  });

  it.each([0, 1])('is never 0 with a warm-up of %f', (warmup) => {
    const rate = linearSchedule(1, warmup, 5);
    expect(Array.from({ length: 5 }, (_, step) => rate(step)).every((value) => value > 0 && value <= 1)).toBe(
      true,
    );
  });
});

it.each([
  [100, 32, 3, 12],
  [100, 32, 0.5, 2],
  [3, 32, 1, 1],
  [100, 32, 0.01, 1],
])('%i examples in batches of %i for %f epochs are %i steps', (examples, batchSize, epochs, steps) => {
  expect(stepsOf(examples, batchSize, epochs)).toBe(steps);
});

it('one seed gives different numbers to different purposes', () => {
  expect(randomFor(1, 'order').next()).not.toBe(randomFor(1, 'dropout').next());
  expect(randomFor(1, 'order').next()).not.toBe(randomFor(2, 'order').next());
  expect(randomFor(1, 'order').next()).toBe(randomFor(1, 'order').next());
});
