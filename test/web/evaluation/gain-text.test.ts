import { gainSentence, type TestedGain, verdictWord } from '@stillhouse/web/evaluation/gain-text.ts';
import { expect, test } from 'vitest';

const gain: TestedGain = {
  ...{ score: 'accuracy', gain: 0.036, pValue: 0.0074, test: 'mcnemar', n: 408 },
  ...{ verdict: 'HELPS', belowBaseline: false },
};

test('the verdict in words is that of the API’s test, whatever the size of the gain', () => {
  expect(gainSentence(gain)).toBe(
    'Retrieval helps: +3.6 points over the student alone in accuracy, p = 0.007 (exact McNemar test, 408 examples).',
  );
  expect(gainSentence({ ...gain, verdict: 'UNDECIDED', pValue: 0.4 })).toMatch(
    /^Undecided whether retrieval helps: \+3\.6/,
  );
  expect(gainSentence({ ...gain, verdict: 'HURTS', gain: -0.02 })).toMatch(/^Retrieval hurts: −2\.0/);
  expect(verdictWord('UNDECIDED')).toBe('undecided');
});

test('a gain without a test says so', () => {
  expect(gainSentence({ ...gain, verdict: 'UNDECIDED', pValue: null, test: null })).toMatch(
    /in accuracy, not tested\.$/,
  );
});

test('the mean of two scores is named by both', () => {
  expect(gainSentence({ ...gain, score: 'mean of f1 and accuracy' })).toContain(
    'in mean of F1 and accuracy, p',
  );
});
