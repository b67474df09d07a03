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

/** Name of a score with its unit, as in a table's header; also of a mean such as `mean of f1 and accuracy`. */
export function scoreTitle(name: string): string {
  const members = membersOf(name);
  return members
    ? `Mean of ${members.map(plainTitle).join(' and ')}, × 100`
    : (titles[name] ?? `${name} × 100`);
}

/** The two scores whose mean the figure is; null where it is a score itself. */
function membersOf(name: string): string[] | null {
  return /^mean of (.+) and (.+)$/.exec(name)?.slice(1) ?? null;
}

function plainTitle(name: string): string {
  return name === 'accuracy' ? name : (titles[name] ?? name).replace(/(, %| × 100)$/, '');
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
  const members = membersOf(name);
  return members ? `mean of ${members.map(shortScore).join(', ')}` : (shortTitles[name] ?? name);
}

/** A score in [−1, 1] as papers print it: times 100 with one decimal. */
export function formatScore(value: Maybe<number>): string {
  return value == null ? unknown : scoreText(value);
}

const correlations: Record<string, string> = { pearson: 'Pearson’s', spearman: 'Spearman’s' };

/** Why a score is undefined, in a sentence. */
export function undefinedScoreReason(name: string): string {
  const [correlation] = [name, ...(membersOf(name) ?? [])].flatMap((one) => correlations[one] ?? []);
  return correlation
    ? `Undefined: ${correlation} correlation needs predictions and gold scores that vary, and one of them is constant here.`
    : 'Undefined for these predictions.';
}

/** Mean and standard deviation over seeds: `70.4 ± 1.1`; the mean alone for a single seed. */
export function formatMeanSd(mean: Maybe<number>, sd: Maybe<number>): string {
  return mean == null ? unknown : meanText(mean, sd ?? null);
}

/** A difference of two scores in points, always with its sign: `+1.2`, `−0.4`, `0.0`. */
export function formatGain(gain: Maybe<number>): string {
  return gain == null ? unknown : gainText(gain);
}
