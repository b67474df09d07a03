import { mcnemarExact } from '@stillhouse/domain/statistics/mcnemar.ts';
import { describe, expect, it } from 'vitest';

describe("McNemar's exact test", () => {
  it.each([
    [0, 1, 1],
    [0, 5, 2 / 32],
    [1, 5, (2 * 7) / 64],
    [2, 8, (2 * 56) / 1024],
    [3, 4, 1],
  ])('of %i against %i is twice the smaller binomial tail', (first, second, p) => {
    expect(mcnemarExact(first, second)).toBeCloseTo(p, 12);
  });

  it('does not depend on which predictor comes first', () => {
    expect(mcnemarExact(8, 2)).toBe(mcnemarExact(2, 8));
  });

  it('is 1 where the predictors never differ, and where they differ equally', () => {
    expect(mcnemarExact(0, 0)).toBe(1);
    expect(mcnemarExact(6, 6)).toBe(1);
  });

  it('holds for thousands of examples, where ½ⁿ underflows', () => {
    // Normal approximation with continuity correction: z = (|b − c| − 1) / √(b + c).
    const p = mcnemarExact(2400, 2600);
    expect(p).toBeGreaterThan(0.0048);
    expect(p).toBeLessThan(0.005);
    expect(mcnemarExact(50_000, 50_000)).toBe(1);
    expect(mcnemarExact(0, 2000)).toBe(0);
  });
});
