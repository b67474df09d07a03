import { fixedText } from '@stillhouse/domain/number/fixed-text.ts';
import { gainText, meanText, scoreText, spreadText } from '@stillhouse/domain/score/score-text.ts';
import { describe, expect, it } from 'vitest';

describe('scores in print', () => {
  it('are × 100 with one decimal, and what rounds to nothing has no sign', () => {
    expect([0.7036, -0.0213, 0, -0, -0.0004, 1].map(scoreText)).toEqual([
      '70.4',
      '−2.1',
      '0.0',
      '0.0',
      '0.0',
      '100.0',
    ]);
  });

  it('of a difference carry their sign, of none they carry none', () => {
    expect([0.0123, -0.004, 0, 0.0004, -0.0004].map(gainText)).toEqual(['+1.2', '−0.4', '0.0', '0.0', '0.0']);
  });

  it('of several runs stand with their deviation, of a single one alone', () => {
    expect(meanText(0.704, 0.011)).toBe('70.4 ± 1.1');
    expect(spreadText([0.7])).toBe('70.0');
    // Deviation of 1 and −3 points about −1: √(4 + 4) = 2.83.
    expect(spreadText([0.01, -0.03], gainText)).toBe('−1.0 ± 2.8');
    expect(spreadText([0.0002, -0.0002], gainText)).toBe('0.0 ± 0.0');
  });

  it('round halves alike, however they were computed', () => {
    // Both are 0.75 points: as a mean of differences, and as a difference of means.
    const [before, after] = [2919 / 3600, 2946 / 3600];
    const halves = [0.0075, after - before, 0.8183333333333334 - 0.8108333333333334];
    expect(halves.map(gainText)).toEqual(['+0.8', '+0.8', '+0.8']);
    expect(halves.map((half) => gainText(-half))).toEqual(['−0.8', '−0.8', '−0.8']);
  });

  it('have as many decimals as they are told, and a true minus sign', () => {
    expect([fixedText(-3.2, 2), fixedText(-0.0004, 3), fixedText(12, 0)]).toEqual(['−3.20', '0.000', '12']);
  });
});
