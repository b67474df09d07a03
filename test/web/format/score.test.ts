import {
  formatGain,
  formatMeanSd,
  formatScore,
  scoreTitle,
  shortScore,
  undefinedScoreReason,
} from '@stillhouse/web/format/score.ts';
import { expect, test } from 'vitest';

test('scores are printed times 100 with one decimal, as papers print them', () => {
  expect(formatScore(0.7036)).toBe('70.4');
  expect(formatScore(-0.0213)).toBe('−2.1');
  expect(formatScore(null)).toBe('–');
});

test('the deviation stands beside the mean only where there is one', () => {
  expect(formatMeanSd(0.704, 0.011)).toBe('70.4 ± 1.1');
  expect(formatMeanSd(0.704, null)).toBe('70.4');
  expect(formatMeanSd(null, null)).toBe('–');
});

test('a gain always carries its sign, and one that rounds to nothing carries none', () => {
  expect(formatGain(0.0123)).toBe('+1.2');
  expect(formatGain(-0.004)).toBe('−0.4');
  expect(formatGain(-0.0001)).toBe('0.0');
});

test('a score is named with its unit', () => {
  expect(scoreTitle('accuracy')).toBe('Accuracy, %');
  expect(scoreTitle('matthews')).toBe('Matthews × 100');
});

test('the mean of two scores is named by both', () => {
  expect(scoreTitle('mean of f1 and accuracy')).toBe('Mean of F1 and accuracy, × 100');
  expect(shortScore('mean of pearson and spearman')).toBe('mean of r, ρ');
});

test('an undefined score has a reason', () => {
  for (const name of ['pearson', 'mean of pearson and spearman']) {
    expect(undefinedScoreReason(name)).toMatch(/^Undefined: Pearson’s correlation needs/);
  }
});
