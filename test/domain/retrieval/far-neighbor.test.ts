import { chanceOfSimilarity, farBelow } from '@stillhouse/domain/retrieval/far-neighbor.ts';
import { expect, test } from 'vitest';

test('the chance of a cosine is that of two random directions: an arc in two dimensions, a cap in three', () => {
  // On a circle the angle is uniform, on a sphere the cosine (Archimedes).
  expect(chanceOfSimilarity(Math.cos(Math.PI / 4), 2)).toBeCloseTo(0.25, 10);
  expect(chanceOfSimilarity(0.4, 3)).toBeCloseTo(0.3, 10);
  expect(chanceOfSimilarity(0, 128)).toBeCloseTo(0.5, 10);
});

test('a neighbor is far where one random key in twenty would be at least as similar', () => {
  expect(farBelow(3)).toBeCloseTo(0.9, 8);
  for (const dimension of [2, 32, 384, 1024]) {
    expect(chanceOfSimilarity(farBelow(dimension), dimension)).toBeCloseTo(0.05, 8);
  }
});

test('in many dimensions the bound nears 1.645 / √d, and a similarity of 0.08 is far in 32 of them', () => {
  expect(farBelow(1024) * Math.sqrt(1024)).toBeCloseTo(1.645, 2);
  expect(0.08).toBeLessThan(farBelow(32));
});

test('in one dimension nothing is far', () => {
  expect(farBelow(1)).toBe(-1);
});
