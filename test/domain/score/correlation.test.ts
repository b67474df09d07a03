import { averageRanks, pearson, spearman } from '@stillhouse/domain/score/correlation.ts';
import { describe, expect, it } from 'vitest';

describe("Pearson's correlation", () => {
  it('is the covariance over both deviations', () => {
    // Deviations (−2, −1, 0, 3) and (−1, −1, 0, 2): 9 / √(14 · 6).
    expect(pearson([1, 2, 3, 6], [4, 4, 5, 7])).toBeCloseTo(9 / Math.sqrt(84), 14);
  });

  it('keeps within −1 and 1, and is not troubled by a large offset', () => {
    expect(pearson([1e9 + 1, 1e9 + 2, 1e9 + 4], [1, 2, 4])).toBeCloseTo(1, 14);
    expect(pearson([0.1, 0.2, 0.3], [-0.3, -0.6, -0.9])).toBeCloseTo(-1, 14);
    expect(pearson([0.1, 0.2, 0.3], [-0.3, -0.6, -0.9])).toBeGreaterThanOrEqual(-1);
  });

  it('is undefined, null, where either side is constant, even where its mean is not exact', () => {
    expect(pearson([1, 2, 3], [0.1, 0.1, 0.1])).toBeNull();
    expect(pearson([0.1, 0.1, 0.1], [1, 2, 3])).toBeNull();
    expect(pearson([4], [2])).toBeNull();
  });
});

describe("Spearman's correlation", () => {
  it('is 1 − 6Σd² / n(n² − 1) without ties', () => {
    // Ranks (1, 3, 2, 4, 5): two differences of 1.
    expect(spearman([10, 20, 30, 40, 50], [1, 8, 2, 20, 30])).toBeCloseTo(1 - (6 * 2) / 120, 14);
    expect(spearman([1, 2, 3], [100, 1000, 1e9])).toBeCloseTo(1, 14);
  });

  it('gives equal values the mean of the ranks they take up', () => {
    expect([...averageRanks([3, 1, 3, 2, 3])]).toEqual([4, 1, 4, 2, 4]);
    expect([...averageRanks([7, 7])]).toEqual([1.5, 1.5]);
    // Ranks (1, 2.5, 2.5, 4) and (1, 2, 3.5, 3.5): 3.75 / √(4.5 · 4.5).
    expect(spearman([1, 2, 2, 3], [1, 2, 3, 3])).toBeCloseTo(3.75 / 4.5, 14);
  });

  it('is undefined, null, where either side is constant', () => {
    expect(spearman([1, 2], [5, 5])).toBeNull();
    expect(spearman([0, 0, 0], [1, 2, 3])).toBeNull();
  });
});

it.each([pearson, spearman])('nothing can be correlated without examples, or in unequal numbers', (score) => {
  expect(() => score([], [])).toThrow('empty list of examples');
  expect(() => score([1, 0], [1, 2, 3])).toThrow(
    'The number of gold values (2) differs from the number of predictions (3)',
  );
});
