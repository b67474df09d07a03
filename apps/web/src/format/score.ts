import { gainText, meanText, scoreText } from '@stillhouse/domain/score/score-text.ts';
import { unknown } from './number.ts';

type Maybe<T> = T | null | undefined;

const titles: Record<string, string> = {
  accuracy: 'Accuracy, %',
  f1: 'F1, %',
  matthews: 'Matthews × 100',
  pearson: 'Pearson × 100',
  spearman: 'Spearman × 100',
};

/** Name of a score with its unit, as it stands in a table's header. */
export function scoreTitle(name: string): string {
  return titles[name] ?? `${name} × 100`;
}

const shortTitles: Record<string, string> = {
  accuracy: 'acc',
  f1: 'F1',
  matthews: 'MCC',
  pearson: 'r',
  spearman: 'ρ',
};

/** Name of a score where there is little room. */
export function shortScore(name: string): string {
  return shortTitles[name] ?? name;
}

/** A score in [−1, 1] as papers print it: times 100 with one decimal. */
export function formatScore(value: Maybe<number>): string {
  return value == null ? unknown : scoreText(value);
}

/** Mean and standard deviation over seeds: `70.4 ± 1.1`; the mean alone for a single seed. */
export function formatMeanSd(mean: Maybe<number>, sd: Maybe<number>): string {
  return mean == null ? unknown : meanText(mean, sd ?? null);
}

/** A difference of two scores in points, always with its sign: `+1.2`, `−0.4`, `0.0`. */
export function formatGain(gain: Maybe<number>): string {
  return gain == null ? unknown : gainText(gain);
}

/** What a gain with its deviation over seeds allows to say. Without a deviation nothing is claimed. */
export type GainVerdict = 'helps' | 'hurts' | 'unclear';

/** Helps or hurts when the gain is at least one standard deviation away from zero. */
export function gainVerdict(gain: number, sd: Maybe<number>): GainVerdict {
  if (sd == null || Math.abs(gain) <= sd || gain === 0) return 'unclear';
  return gain > 0 ? 'helps' : 'hurts';
}
