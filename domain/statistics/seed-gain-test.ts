import { normalOf, twoSidedNormal } from './normal.ts';
import { mean } from './spread.ts';
import { oneSampleT } from './student-t.ts';

/** What one seed gained, and how unlikely that is by chance over the examples. */
export interface SeedGain {
  gain: number;
  /** Two-sided p-value of the paired test over examples of each dataset the seed was evaluated on, with what was gained there. */
  tests: readonly { gain: number; pValue: number | null }[];
}

/**
 * Two-sided p-value of a mean gain over several seeds that were evaluated on the same examples. The gain must be more than chance over the
 * seeds (one-sample t test, Student 1908) and more than chance over the examples; p is the greater of both p-values, an intersection-union
 * test (Berger 1982), which is at most 5 % significant at 0.05 where either source of chance explains the gain.
 *
 * Over the examples, the seeds' exact p-values are signed, turned into normal deviates and averaged: Stouffer's method with all
 * correlations 1 (Strube 1985), since seeds share their examples. Ten seeds on 277 examples do not make 2,770 examples.
 *
 * Both must point the same way: p is 1 where the examples speak for the opposite of the mean gain, as may be where two datasets disagree.
 *
 * @returns for one seed the p-value of its own test; null where there is no seed, or no test of one
 */
export function seedGainTest(seeds: readonly SeedGain[]): number | null {
  const tests = seeds.flatMap((seed) => seed.tests);
  if (seeds.length === 0 || seeds.some((seed) => seed.tests.length === 0)) return null;
  const deviates: number[] = [];
  for (const { gain, pValue } of tests) {
    if (pValue === null) return null;
    deviates.push(Math.sign(gain) * normalOf(pValue));
  }
  const [only] = tests;
  const overExamples =
    tests.length === 1 ? (only?.pValue ?? null) : Math.min(1, twoSidedNormal(mean(deviates)));
  const gains = seeds.map(({ gain }) => gain);
  if (mean(deviates) * mean(gains) < 0) return 1;
  const overSeeds = oneSampleT(gains);
  if (overSeeds === null || overExamples === null) return overExamples;
  return Math.max(overSeeds, overExamples);
}
