import { seededRandom } from '@stillhouse/domain/random/random.ts';
import { scoreFunctions, weightedScores } from '@stillhouse/domain/score/scores-of.ts';
import { mcnemarExact } from '@stillhouse/domain/statistics/mcnemar.ts';
import { pairedBootstrap, pairedStandardError } from '@stillhouse/domain/statistics/paired-bootstrap.ts';
import { describe, expect, it } from 'vitest';

const { accuracy, f1, pearson } = weightedScores;
const options = { seed: 7, draws: 2000 };
const repeat = (count: number, value: number) => Array.from({ length: count }, () => value);

describe('the paired bootstrap', () => {
  it('is 1 where both predict alike, right or wrong', () => {
    expect(pairedBootstrap([1, 0, 1], [0, 0, 0], [0, 0, 0], accuracy, options)).toBe(1);
  });

  it('gives the same p for the same seed, and one close to it for another', () => {
    const gold = repeat(60, 1);
    const first = gold.map((_, i) => (i % 3 === 0 ? 0 : 1));
    const second = gold.map((_, i) => (i % 5 === 0 ? 0 : 1));
    const p = pairedBootstrap(gold, first, second, accuracy, options);
    expect(pairedBootstrap(gold, first, second, accuracy, options)).toBe(p);
    const other = pairedBootstrap(gold, first, second, accuracy, { ...options, seed: 8 });
    expect(Math.abs(other! - p!)).toBeLessThan(0.03);
  });

  it('is undefined, null, where a predictor has no score, and leaves out draws that have none', () => {
    const gold = [1, 2, 3, 4, 5, 6];
    const rising = [1, 2, 3, 4, 6, 5];
    const nearlyConstant = [1, 1, 1, 1, 1, 2];
    expect(pairedBootstrap(gold, repeat(6, 3), rising, pearson, options)).toBeNull();
    const p = pairedBootstrap(gold, nearlyConstant, rising, pearson, options);
    expect(p).toBeGreaterThan(0);
    expect(p).toBeLessThanOrEqual(1);
  });

  it('is two-sided: the same whichever predictor comes first', () => {
    const gold = repeat(40, 1);
    const better = gold.map((_, i) => (i < 4 ? 0 : 1));
    const worse = gold.map((_, i) => (i < 10 ? 0 : 1));
    expect(pairedBootstrap(gold, better, worse, f1, options)).toBe(
      pairedBootstrap(gold, worse, better, f1, options),
    );
  });

  it('is never 0: one predictor always right and the other always wrong give the smallest p there is', () => {
    const p = pairedBootstrap(repeat(30, 1), repeat(30, 0), repeat(30, 1), accuracy, options);
    expect(p).toBe(2 / 2001);
  });

  it('says much the same as the exact test of accuracy', () => {
    // 200 examples, of which 10 only the first got right and 25 only the second.
    const gold = repeat(200, 1);
    const first = gold.map((_, i) => (i < 25 ? 0 : 1));
    const second = gold.map((_, i) => (i >= 25 && i < 35 ? 0 : 1));
    const p = pairedBootstrap(gold, first, second, accuracy, options);
    expect(Math.abs(p! - mcnemarExact(10, 25))).toBeLessThan(0.015);
  });

  it('is refused where predictions are missing', () => {
    expect(() => pairedBootstrap([1, 0], [1], [1, 1], accuracy, options)).toThrow('gold values (2)');
    expect(() => pairedBootstrap([1, 0], [1, 0], [1], accuracy, options)).toThrow('gold values (2)');
  });
});

describe('draws that are kept as weights', () => {
  const random = seededRandom(3);
  const size = 60;
  const below = (bound: number) => Array.from({ length: size }, () => random.below(bound));
  const noisy = (values: readonly number[]) =>
    values.map((value) => (random.below(3) > 0 ? value : random.below(6)));

  it.each(['accuracy', 'f1', 'matthews', 'pearson', 'spearman'] as const)(
    'give the p-value of %s on lists that were drawn example by example',
    (name) => {
      const gold = below(name === 'f1' ? 2 : 6);
      const [first, second] = [noisy(gold), noisy(gold)];
      const one = scoreFunctions[name];
      const drawn = seededRandom(options.seed);
      let [atMost, atLeast, defined] = [0, 0, 0];
      for (let draw = 0; draw < options.draws; draw++) {
        const rows = gold.map(() => drawn.below(size));
        const of = (values: readonly number[]) => rows.map((row) => values[row] ?? Number.NaN);
        const [a, b] = [one(of(gold), of(first)), one(of(gold), of(second))];
        if (a === null || b === null) continue;
        defined++;
        // Rounding may differ by the order of sums.
        if (b - a <= 1e-12) atMost++;
        if (b - a >= -1e-12) atLeast++;
      }
      const expected = Math.min(1, (2 * (Math.min(atMost, atLeast) + 1)) / (defined + 1));
      expect(pairedBootstrap(gold, first, second, weightedScores[name], options)).toBe(expected);
    },
  );

  it('rank gold and predicted values once for all draws', () => {
    const gold = below(6);
    let prepared = 0;
    const spearman = (...pair: Parameters<typeof weightedScores.spearman>) => {
      prepared++;
      return weightedScores.spearman(...pair);
    };
    pairedStandardError(gold, noisy(gold), noisy(gold), spearman, options);
    expect(prepared).toBe(2);
  });
});

describe('the standard error of a difference', () => {
  it('is that of McNemar for accuracy: √(b + c − (c − b)² / n) / n', () => {
    // 200 examples, of which 10 only the first got right and 25 only the second.
    const gold = repeat(200, 1);
    const first = gold.map((_, i) => (i < 25 ? 0 : 1));
    const second = gold.map((_, i) => (i >= 25 && i < 35 ? 0 : 1));
    const error = pairedStandardError(gold, first, second, accuracy, options);
    expect(Math.abs(error! / (Math.sqrt(35 - 15 ** 2 / 200) / 200) - 1)).toBeLessThan(0.05);
  });

  it('is 0 where both predict alike', () => {
    expect(pairedStandardError([1, 0], [1, 1], [1, 1], accuracy, options)).toBe(0);
  });

  it('is refused for a single draw', () => {
    expect(() => pairedStandardError([1], [1], [0], accuracy, { seed: 1, draws: 1 })).toThrow('two draws');
  });
});
