import { formatCount, formatPEquation, unknown } from '../format/number.ts';
import { formatGain, scoreTitle } from '../format/score.ts';
import type { Verdict } from '../generated/graphql.ts';

/** A gain by retrieval with its test, as the API gives it. */
export interface TestedGain {
  /** Name of the figure that is compared. */
  score: string;
  /** Fused less the student alone, a fraction. */
  gain: number;
  pValue?: number | null;
  test?: string | null;
  /** Examples that the test is over. */
  n: number;
  verdict: Verdict;
  /** Whether the student alone scores no higher than the majority-class baseline. */
  belowBaseline: boolean;
}

const words: Record<Verdict, string> = { HELPS: 'helps', HURTS: 'hurts', UNDECIDED: 'undecided' };

/** The verdict of the API's test in a word. */
export function verdictWord(verdict: Verdict): string {
  return words[verdict];
}

const tests: Record<string, string> = {
  mcnemar: 'exact McNemar test',
  'paired-bootstrap': 'paired bootstrap',
  'seeds-and-examples': 'the greater p of a t test over seeds and of the paired tests over examples',
};

/** Name of a test; as it was recorded where it is unfamiliar. */
export function testTitle(test: string): string {
  return tests[test] ?? test;
}

/** `Retrieval helps: +1.2 points over the student alone in accuracy, p = 0.03 (exact McNemar test, 600 examples).` */
export function gainSentence(gain: TestedGain): string {
  const verdict = {
    HELPS: 'Retrieval helps',
    HURTS: 'Retrieval hurts',
    UNDECIDED: 'Undecided whether retrieval helps',
  }[gain.verdict];
  const test =
    gain.pValue == null
      ? 'not tested'
      : `${formatPEquation(gain.pValue)} (${testTitle(gain.test ?? unknown)}, ${formatCount(gain.n)} examples)`;
  return `${verdict}: ${formatGain(gain.gain)} points over the student alone in ${figureText(gain.score)}, ${test}.`;
}

/** A figure's name in a sentence, without its unit. */
function figureText(score: string): string {
  return scoreTitle(score)
    .replace(/(, %|,? × 100)$/, '')
    .replace(/^(Accuracy|Mean)/, (word) => word.toLowerCase());
}

/** Why a gain over a student that is no better than a constant says little. */
export const belowBaselineText =
  'The student alone scores no higher than giving every example the same class, so this gain says little.';
