import { regressionHealthOf } from '@stillhouse/trainer/knowledge/regression-health.ts';
import { describe, expect, it } from 'vitest';
import { knowledgeBaseOf } from './vectors.ts';

const sources = (labels: readonly (number | null)[]) =>
  labels.map((label, i) => ({ texts: [`text ${i % 2}`], label }));
const at = (...degrees: number[]) =>
  degrees.map((degree) => [Math.cos((degree * Math.PI) / 180), Math.sin((degree * Math.PI) / 180)]);
const taught = [[1], [2], [5]];

describe('the health of a knowledge base of scores', () => {
  it('measures how far scores of neighbors lie apart, and the teacher against the gold ones', () => {
    const health = regressionHealthOf(knowledgeBaseOf(at(0, 10, 90), taught), sources([0, 1, 5]));
    // |0−1|, |0−5|, |1−0|, |1−5|, |5−0|, |5−1| over six pairs.
    expect(health.neighborScoreGap).toBeCloseTo(20 / 6, 12);
    expect(health.labelPurityK).toBe(2);
    expect(health.teacherError).toBeCloseTo(Math.sqrt(2 / 3), 12);
    // Deviations (−2, −1, 3) and (−5, −2, 7) / 3.
    expect(health.teacherPearson).toBeCloseTo((10 + 2 + 21) / Math.sqrt(14 * 78), 12);
    expect(health.duplicates).toBe(1);
  });

  it('claims no purity, accuracy or entropy', () => {
    const health = regressionHealthOf(knowledgeBaseOf(at(0, 10, 90), taught), sources([0, 1, 5]));
    expect(health).toMatchObject({ labelPurity: null, teacherAccuracy: null, meanEntropy: null });
  });

  it('compares the teacher’s own scores where there are no gold ones', () => {
    const health = regressionHealthOf(knowledgeBaseOf(at(0, 10, 90), taught), sources([0, null, 5]));
    expect(health.neighborScoreGap).toBeCloseTo((1 + 4 + 1 + 3 + 4 + 3) / 6, 6);
    expect(health).toMatchObject({ teacherPearson: null, teacherError: null });
  });
});
