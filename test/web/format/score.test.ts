import {
  formatGain,
  formatMeanSd,
  formatScore,
  gainVerdict,
  scoreTitle,
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

test('a gain is said to help or hurt only beyond one standard deviation over seeds', () => {
  expect(gainVerdict(0.02, 0.01)).toBe('helps');
  expect(gainVerdict(-0.02, 0.01)).toBe('hurts');
  expect(gainVerdict(0.01, 0.01)).toBe('unclear');
  expect(gainVerdict(0.02, null)).toBe('unclear');
});

test('a score is named with its unit', () => {
  expect(scoreTitle('accuracy')).toBe('Accuracy, %');
  expect(scoreTitle('matthews')).toBe('Matthews × 100');
});
