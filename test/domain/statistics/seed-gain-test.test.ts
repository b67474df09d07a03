import { seededRandom } from '@stillhouse/domain/random/random.ts';
import { mcnemarExact } from '@stillhouse/domain/statistics/mcnemar.ts';
import { type SeedGain, seedGainTest } from '@stillhouse/domain/statistics/seed-gain-test.ts';
import { verdictOf } from '@stillhouse/domain/statistics/verdict.ts';
import { expect, test } from 'vitest';

const seed = (gain: number, pValue: number | null): SeedGain => ({ gain, tests: [{ gain, pValue }] });

test('of one seed it is the p-value over examples', () => {
  expect(seedGainTest([seed(0.02, 0.03)])).toBe(0.03);
});

test('seeds that agree on the same examples are no more evidence about the examples than one of them', () => {
  const gains = [0.02, 0.021, 0.019, 0.02, 0.02];
  expect(seedGainTest(gains.map((gain) => seed(gain, 0.04)))).toBeCloseTo(0.04, 10);
});

test('a gain that chance over the seeds explains is not significant, however unlikely it is over the examples', () => {
  const p = seedGainTest([seed(0.05, 1e-9), seed(-0.03, 1e-6)]);
  expect(p).toBeGreaterThan(0.5);
});

test('a gain against which the examples speak is not significant: two datasets may disagree', () => {
  const disagreeing = (gain: number): SeedGain => ({
    gain,
    tests: [
      { gain: 0.05, pValue: 0.4 },
      { gain: -0.03, pValue: 1e-12 },
    ],
  });
  expect(seedGainTest([disagreeing(0.01), disagreeing(0.0101)])).toBe(1);
});

test('seeds that gain exactly the same leave the examples to decide', () => {
  expect(seedGainTest([seed(0.1, 0.3), seed(0.1, 0.3), seed(0.1, 0.3)])).toBeCloseTo(0.3, 10);
});

test('without a p-value of a seed, or without seeds, nothing is tested', () => {
  expect(seedGainTest([seed(0.1, 0.01), seed(0.1, null)])).toBeNull();
  expect(seedGainTest([])).toBeNull();
  expect(verdictOf(0.1, null)).toBe('UNDECIDED');
});

/**
 * Share of boards with a verdict although retrieval changes nothing on average. Each example has a probability of its own to be helped or
 * hurt, the same for all seeds: they share their examples.
 */
function falseVerdicts({
  seeds,
  examples,
  shared,
}: {
  seeds: number;
  examples: number;
  shared: boolean;
}): number {
  const random = seededRandom(seeds * 1000 + examples);
  const boards = 2000;
  let wrong = 0;
  for (let board = 0; board < boards; board++) {
    const direction = Array.from({ length: examples }, () => (random.next() < 0.5 ? 1 : -1));
    const gains = Array.from({ length: seeds }, () => {
      let helped = 0;
      let hurt = 0;
      for (let i = 0; i < examples; i++) {
        if (random.next() >= 0.1) continue;
        const change = shared ? direction[i]! : random.next() < 0.5 ? 1 : -1;
        if (change > 0) helped++;
        else hurt++;
      }
      return seed((helped - hurt) / examples, mcnemarExact(hurt, helped));
    });
    const mean = gains.reduce((sum, { gain }) => sum + gain, 0) / seeds;
    if (verdictOf(mean, seedGainTest(gains)) !== 'UNDECIDED') wrong++;
  }
  return wrong / boards;
}

test('where there is no difference it gives a verdict in at most 5 % of boards, whatever the seeds share', () => {
  for (const shared of [true, false])
    for (const seeds of [1, 2, 5]) {
      // Three standard errors of the simulation above 0.05.
      expect(falseVerdicts({ seeds, examples: 100, shared }), `${seeds} ${shared}`).toBeLessThan(
        0.05 + 0.0146,
      );
    }
}, 60_000);

test('a difference that every seed and many examples show is found', () => {
  const gains = [0.04, 0.05, 0.045, 0.05, 0.042].map((gain) => seed(gain, 0.002));
  expect(verdictOf(0.045, seedGainTest(gains))).toBe('HELPS');
  expect(verdictOf(-0.045, seedGainTest(gains.map(({ gain }) => seed(-gain, 0.002))))).toBe('HURTS');
});
