import { healthOf } from '@stillhouse/trainer/knowledge/health.ts';
import { softmaxRows } from '@stillhouse/trainer/knowledge/softmax.ts';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../close-to.ts';
import { knowledgeBaseOf } from './vectors.ts';

const sources = (labels: readonly (number | null)[]) =>
  labels.map((label, i) => ({ texts: [`text ${i}`], label }));

/** Points on the unit circle, at degrees. */
const at = (...degrees: number[]) =>
  degrees.map((degree) => [Math.cos((degree * Math.PI) / 180), Math.sin((degree * Math.PI) / 180)]);

describe('the health of a knowledge base', () => {
  it('counts how many neighbors carry the gold label, itself not being one', () => {
    // Three entries, so two neighbors each: the two of class 0 see one of two, the one of class 1 none.
    const health = healthOf(knowledgeBaseOf(at(0, 10, 90)), sources([0, 0, 1]));
    expect(health.labelPurityK).toBe(2);
    expect(health.labelPurity).toBe(2 / 6);
  });

  it('looks at ten neighbors where there are more', () => {
    const degrees = [...Array(11).keys(), ...Array.from({ length: 11 }, (_, i) => 180 + i)];
    const labels = degrees.map((degree) => (degree < 180 ? 0 : 1));
    const health = healthOf(knowledgeBaseOf(at(...degrees)), sources(labels));
    expect(health).toMatchObject({ labelPurity: 1, labelPurityK: 10 });
    const halves = healthOf(knowledgeBaseOf(at(...degrees)), sources(degrees.map((_, i) => (i < 5 ? 1 : 0))));
    // Each first entry sees the 10 others of its half: 4 of 10 for five of them, 5 of 10 for six; the second half 10 of 10.
    expect(halves.labelPurity).toBeCloseTo((5 * 4 + 6 * 5 + 11 * 10) / 220, 14);
  });

  it('measures the teacher against the gold labels, and its entropy in nats', () => {
    const soft = [
      [1, 0],
      [0.5, 0.5],
      [0.25, 0.75],
      [0.25, 0.75],
    ];
    const health = healthOf(knowledgeBaseOf(at(0, 20, 90, 110), soft), sources([0, 1, 1, 0]));
    // Predicted 0, 0 (the first of equals), 1, 1.
    expect(health.teacherAccuracy).toBe(0.5);
    const quarter = 0.25 * Math.log(4) + 0.75 * Math.log(4 / 3);
    expect(health.meanEntropy).toBeCloseTo((Math.LN2 + 2 * quarter) / 4, 12);
  });

  it("goes by the teacher's classes where an entry has no gold label, and says nothing of its accuracy", () => {
    const soft = [
      [0.9, 0.1],
      [0.8, 0.2],
      [0.1, 0.9],
    ];
    const health = healthOf(knowledgeBaseOf(at(0, 10, 90), soft), sources([1, 1, null]));
    expect(health).toMatchObject({ labelPurity: 2 / 6, teacherAccuracy: null });
  });

  it('counts entries whose texts stand in an earlier one', () => {
    const texts = [['a'], ['b'], ['a'], ['a'], ['a', 'b']];
    const rows = texts.map((each) => ({ texts: each, label: 0 }));
    expect(healthOf(knowledgeBaseOf(at(0, 1, 2, 3, 4)), rows).duplicates).toBe(2);
  });

  it('is taken of a seeded sample where there are many: the same each time', () => {
    const degrees = Array.from({ length: 2100 }, (_, i) => (i * 137.5) % 360);
    const labels = degrees.map((degree) => (degree < 180 ? 0 : 1));
    const health = () => healthOf(knowledgeBaseOf(at(...degrees)), sources(labels));
    expect(health()).toEqual(health());
    expect(health().labelPurity).toBeGreaterThan(0.98);
  });

  it('of a single entry is whole', () => {
    expect(healthOf(knowledgeBaseOf([[1, 0]]), sources([0]))).toEqual({
      labelPurity: 1,
      labelPurityK: 1,
      teacherAccuracy: 1,
      meanEntropy: Math.LN2,
      duplicates: 0,
    });
  });
});

describe('soft labels', () => {
  it('are the softmax of each row of logits, finite for any logits', () => {
    const rows = softmaxRows(Float32Array.of(Math.log(3), 0, 1000, -1000, -1000, -1000), 2);
    expectClose(rows, [0.75, 0.25, 1, 0, 0.5, 0.5], 1e-7);
  });
});
