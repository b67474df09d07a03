import { seedGainTest } from '../statistics/seed-gain-test.ts';
import { spreadOf } from '../statistics/spread-of.ts';
import { type Verdict, verdictOf } from '../statistics/verdict.ts';
import { type BoardRun, figureOf, figureOn } from './board-run.ts';

/** What retrieval gained over the seeds of a recipe. */
export interface GainOverSeeds {
  /** Mean of fused − alone over the seeds for which both are defined. */
  mean: number;
  /** Sample standard deviation; null for one seed. */
  sd: number | null;
  n: number;
  pValue: number | null;
  /** `mcnemar` or `paired-bootstrap` for one seed on one dataset, else `seeds-and-examples`; null where nothing was tested. */
  test: string | null;
  verdict: Verdict;
  /** Whether the student alone does not score above the majority-class baseline, so that the gain says little. */
  belowBaseline: boolean;
}

/**
 * Tests what retrieval gained over runs with different seeds (statistics/seed-gain-test.ts).
 *
 * @param names the task's scores
 * @param baseline the majority-class figure; null where there is none
 * @returns null where no run has both figures
 */
export function gainOverSeeds(
  runs: readonly BoardRun[],
  names: readonly string[],
  baseline: number | null,
): GainOverSeeds | null {
  const seeds = runs.flatMap((run) => {
    const [alone, fused] = [figureOf(run, names, 'alone'), figureOf(run, names, 'fused')];
    if (alone === null || fused === null) return [];
    const tests = run.datasets.map((dataset) => ({
      gain: (figureOn(dataset, names, 'fused') ?? 0) - (figureOn(dataset, names, 'alone') ?? 0),
      pValue: dataset.gainPValue,
    }));
    return [{ alone, gain: fused - alone, tests, names: run.datasets.map(({ gainTest }) => gainTest) }];
  });
  const gain = spreadOf(seeds.map((seed) => seed.gain));
  const alone = spreadOf(seeds.map((seed) => seed.alone));
  if (gain.mean === null || alone.mean === null) return null;
  const pValue = seedGainTest(seeds);
  const own = seeds.flatMap((seed) => seed.names);
  return {
    mean: gain.mean,
    sd: gain.sd,
    n: gain.n,
    pValue,
    test: pValue === null ? null : own.length === 1 ? (own[0] ?? null) : 'seeds-and-examples',
    verdict: verdictOf(gain.mean, pValue),
    belowBaseline: baseline !== null && alone.mean <= baseline,
  };
}
