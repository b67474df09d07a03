import { readFileSync } from 'node:fs';
import { incompleteBeta } from '@stillhouse/domain/statistics/incomplete-beta.ts';
import { normalOf, twoSidedNormal } from '@stillhouse/domain/statistics/normal.ts';
import { mean, sampleDeviation } from '@stillhouse/domain/statistics/spread.ts';
import { oneSampleT, twoSidedT, welchT } from '@stillhouse/domain/statistics/student-t.ts';
import { describe, expect, it } from 'vitest';

interface Golden {
  t: { t: number; freedom: number; p: number }[];
  normal: { z: number; p: number }[];
  beta: { x: number; a: number; b: number; value: number }[];
  oneSample: { values: number[]; p: number }[];
  welch: { first: number[]; second: number[]; p: number }[];
}

/** By SciPy: test/fixtures/statistics/make.py. */
const golden: Golden = JSON.parse(
  readFileSync(new URL('../../fixtures/statistics/tests.json', import.meta.url), 'utf8'),
);
/** Relative difference; of two zeros 0. */
const error = (found: number, wanted: number) => (wanted === found ? 0 : Math.abs(found / wanted - 1));
const sample = (values: number[]) => ({ n: values.length, mean: mean(values), sd: sampleDeviation(values) });

describe('distributions agree with SciPy to 1e-10', () => {
  it("the regularized incomplete beta function and Student's t", () => {
    for (const { x, a, b, value } of golden.beta)
      expect(error(incompleteBeta(x, a, b), value)).toBeLessThan(1e-10);
    for (const { t, freedom, p } of golden.t) expect(error(twoSidedT(t, freedom), p)).toBeLessThan(1e-10);
  });

  it('the normal distribution, and its inverse', () => {
    for (const { z, p } of golden.normal) {
      expect(error(twoSidedNormal(z), p), String(z)).toBeLessThan(1e-10);
      expect(normalOf(p)).toBeCloseTo(z, 8);
    }
  });
});

describe('t tests', () => {
  it('agree with SciPy', () => {
    for (const { values, p } of golden.oneSample)
      expect(error(oneSampleT(values) ?? 0, p)).toBeLessThan(1e-9);
    for (const { first, second, p } of golden.welch)
      expect(error(welchT(sample(first), sample(second)) ?? 0, p)).toBeLessThan(1e-9);
  });

  it('test nothing with fewer than two values', () => {
    expect(oneSampleT([0.1])).toBeNull();
    expect(welchT(sample([0.1]), sample([0.1, 0.2]))).toBeNull();
  });

  it('find no evidence in values that are all equal, whichever way their sum is rounded', () => {
    expect(oneSampleT([0.5, 0.5])).toBeNull();
    expect(oneSampleT([0, 0])).toBe(1);
    expect(welchT(sample([1, 1]), sample([1, 1]))).toBe(1);
    expect(welchT(sample([1, 1]), sample([2, 2]))).toBeNull();
    // 0.1 + 0.1 + 0.1 is not 0.3 in double precision.
    expect(oneSampleT([0.1, 0.1, 0.1])).toBeNull();
    expect(welchT(sample([0.1, 0.1, 0.1]), sample([0.7, 0.7, 0.7]))).toBeNull();
  });
});
