import { accuracy } from '@stillhouse/domain/score/accuracy.ts';
import { binaryCounts } from '@stillhouse/domain/score/confusion.ts';
import { f1 } from '@stillhouse/domain/score/f1.ts';
import { matthews } from '@stillhouse/domain/score/matthews.ts';
import { describe, expect, it } from 'vitest';

/** Three true positives, two false positives, one false negative, four true negatives. */
const gold = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0];
const predicted = [1, 1, 1, 0, 1, 1, 0, 0, 0, 0];

it('counts what is right and wrong about the positive class, whichever it is', () => {
  const ofOne = { truePositive: 3, falsePositive: 2, falseNegative: 1, trueNegative: 4 };
  expect(binaryCounts(gold, predicted, 1)).toEqual(ofOne);
  const ofZero = { truePositive: 4, falsePositive: 1, falseNegative: 2, trueNegative: 3 };
  expect(binaryCounts(gold, predicted, 0)).toEqual(ofZero);
});

describe('accuracy', () => {
  it('is the share of right predictions', () => {
    expect(accuracy(gold, predicted)).toBe(0.7);
    expect(accuracy([2, 0, 1], [2, 0, 1])).toBe(1);
    expect(accuracy([0], [1])).toBe(0);
  });
});

describe('F1', () => {
  it('is 2TP / (2TP + FP + FN) of class 1', () => {
    expect(f1(gold, predicted)).toBe(6 / 9);
  });

  it('is of another class where that one is named positive', () => {
    expect(f1(gold, predicted, 0)).toBe(8 / 11);
  });

  it('is 0, not NaN, where no positive was there or predicted', () => {
    expect(f1([0, 0], [0, 0])).toBe(0);
    expect(f1([1, 0], [0, 0])).toBe(0);
    expect(f1([0, 0], [1, 0])).toBe(0);
  });

  it('counts a third class as negative', () => {
    expect(f1([1, 2, 2, 0], [1, 1, 0, 2])).toBe(2 / 3);
  });
});

describe("Matthews' correlation", () => {
  it('is (TP·TN − FP·FN) / √((TP+FP)(TP+FN)(TN+FP)(TN+FN)) for two classes', () => {
    expect(matthews(gold, predicted)).toBeCloseTo(10 / Math.sqrt(5 * 4 * 6 * 5), 14);
  });

  it("is Gorodkin's R_K for three", () => {
    // Confusion [[2,0,0],[1,1,0],[0,1,1]]: c = 4, s = 6, t = (2,2,2), p = (3,2,1).
    const three = matthews([0, 0, 1, 1, 2, 2], [0, 0, 0, 1, 1, 2]);
    expect(three).toBeCloseTo((4 * 6 - 12) / Math.sqrt((36 - 12) * (36 - 14)), 14);
  });

  it('is exactly 1 and −1 at its ends, whatever the counts', () => {
    for (let ones = 1; ones < 40; ones++) {
      const labels = Array.from({ length: 40 }, (_, i) => (i < ones ? 1 : 0));
      expect(matthews(labels, labels)).toBe(1);
      const turned = labels.map((label) => 1 - label);
      expect(matthews(labels, turned)).toBe(-1);
    }
    expect(matthews([0, 1, 1, 0], [1, 0, 0, 1])).toBe(-1);
  });

  it('is 0 where either side is constant', () => {
    expect(matthews([0, 1, 1], [1, 1, 1])).toBe(0);
    expect(matthews([1, 1], [0, 1])).toBe(0);
    expect(matthews([1], [1])).toBe(0);
  });
});

describe('nothing can be scored', () => {
  it.each([accuracy, f1, matthews])('without examples, or with one prediction too few: %o', (score) => {
    expect(() => score([], [])).toThrow('empty list of examples');
    expect(() => score([1, 0], [1])).toThrow(
      'The number of gold values (2) differs from the number of predictions (1)',
    );
  });
});
