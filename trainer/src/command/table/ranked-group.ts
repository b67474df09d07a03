import { gainBetween } from '@stillhouse/domain/score/score-text.ts';
import { seedGainTest } from '@stillhouse/domain/statistics/seed-gain-test.ts';
import { spreadOf } from '@stillhouse/domain/statistics/spread-of.ts';
import { verdictOf } from '@stillhouse/domain/statistics/verdict.ts';
import type { StudentScore } from '../../stage/summary.ts';

/** Students of one recipe with different seeds, on one dataset. */
export interface RankedGroup {
  title: string;
  students: readonly StudentScore[];
  /** Mean figure of the prediction that ranks; null where none is defined. */
  rank: number | null;
  /** Two-sided p-value of the mean gain over seeds and examples; null where nothing was tested. */
  pValue: number | null;
  /** What retrieval does, by that test. */
  verdict: 'helps' | 'hurts' | 'undecided';
}

export function rankedGroup(title: string, students: readonly StudentScore[]): RankedGroup {
  const gains = students.flatMap(({ alone, fused, gainPValue }) => {
    const gain = gainBetween(alone, fused);
    return gain === null ? [] : [{ gain, tests: [{ gain, pValue: gainPValue }] }];
  });
  const pValue = seedGainTest(gains);
  const { mean } = spreadOf(gains.map(({ gain }) => gain));
  const verdict = { HELPS: 'helps', HURTS: 'hurts', UNDECIDED: 'undecided' } as const;
  return {
    title,
    students,
    rank: spreadOf(students.map((student) => (isFused(students) ? student.fused : student.alone))).mean,
    pValue,
    verdict: verdict[verdictOf(mean, pValue)],
  };
}

/** The best first, undefined ones last. */
export function byRank(a: RankedGroup, b: RankedGroup): number {
  if (a.rank === null || b.rank === null) return Number(a.rank === null) - Number(b.rank === null);
  return b.rank - a.rank;
}

/** The column by which a group is ranked. */
export function rankedBy({ students }: RankedGroup): 'alone' | 'with retrieval' {
  return isFused(students) ? 'with retrieval' : 'alone';
}

/** Values by key, in the order in which the keys appear. */
export function groupedBy<Value>(
  values: readonly Value[],
  keyOf: (value: Value) => string,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    groups.set(key, [...(groups.get(key) ?? []), value]);
  }
  return groups;
}

function isFused([first]: readonly StudentScore[]): boolean {
  return first?.rankedBy === 'FUSED';
}
