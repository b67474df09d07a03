import type { BoardRun } from '@stillhouse/domain/leaderboard/board-run.ts';
import { gainOverSeeds } from '@stillhouse/domain/leaderboard/gain-over-seeds.ts';
import { describe, expect, it } from 'vitest';

/** A run on one dataset; null for an undefined score. */
function run(
  seed: number,
  alone: number | null,
  fused: number | null,
  gainPValue: number | null = 0.01,
): BoardRun {
  return {
    run: `run-${seed}`,
    seed,
    finishedAt: seed,
    teacher: null,
    datasets: [
      {
        dataset: 'dev',
        complete: true,
        predictor: 'FUSED',
        retrieves: true,
        gainPValue,
        gainTest: gainPValue === null ? null : 'mcnemar',
        scores: [['accuracy', alone, alone, fused]],
      },
    ],
  };
}

describe('the gain over seeds', () => {
  it('is marked where the student alone does not score above the majority-class baseline', () => {
    const gain = (alone: number) => gainOverSeeds([run(1, alone, alone + 0.1)], ['accuracy'], 0.6);
    expect(gain(0.5)?.belowBaseline).toBe(true);
    expect(gain(0.6)?.belowBaseline).toBe(true);
    expect(gain(0.61)?.belowBaseline).toBe(false);
    expect(gainOverSeeds([run(1, 0.5, 0.6)], ['accuracy'], null)?.belowBaseline).toBe(false);
  });

  it('leaves out seeds for which a score is undefined', () => {
    const gain = gainOverSeeds([run(1, 0.5, 0.7), run(2, null, 0.9), run(3, 0.5, 0.6)], ['accuracy'], null);
    expect(gain).toMatchObject({ n: 2 });
    expect(gain?.mean).toBeCloseTo(0.15, 12);
    expect(gainOverSeeds([run(1, null, 0.5, null)], ['accuracy'], null)).toBeNull();
  });

  it('of one seed rests on its own test, and of several on seeds and examples', () => {
    expect(gainOverSeeds([run(1, 0.5, 0.7)], ['accuracy'], null)).toMatchObject({
      test: 'mcnemar',
      pValue: 0.01,
      verdict: 'HELPS',
    });
    const several = gainOverSeeds([run(1, 0.5, 0.7), run(2, 0.5, 0.55)], ['accuracy'], null);
    expect(several).toMatchObject({ test: 'seeds-and-examples', verdict: 'UNDECIDED' });
  });
});
