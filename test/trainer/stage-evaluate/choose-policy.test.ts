import { taskById } from '@stillhouse/domain/task/task.ts';
import type { KnowledgeBase } from '@stillhouse/trainer/knowledge/knowledge-base.ts';
import { choicePhrase, choosePolicy } from '@stillhouse/trainer/stage/retrieval/choose-policy.ts';
import { fusedPredictions, retrievedPredictions } from '@stillhouse/trainer/stage/retrieval/retrieve.ts';
import { describe, expect, it } from 'vitest';

/** Three entries whose soft labels are [0.9, 0.1], [0.2, 0.8], [0.5, 0.5]. */
const memory: KnowledgeBase = {
  size: 3,
  dimension: 2,
  classes: 2,
  embeddings: Float32Array.of(1, 0, 0, 1, Math.SQRT1_2, Math.SQRT1_2),
  softLabels: Float32Array.of(0.9, 0.1, 0.2, 0.8, 0.5, 0.5),
};

/** Two queries: the first near entries 0 and 2, the second near 1 and 2. */
const neighbors = {
  count: 2,
  k: 2,
  indices: Int32Array.of(0, 2, 1, 2),
  similarities: Float32Array.of(1, 0.5, 1, 0.5),
};

const close = (values: Float32Array, expected: number[]) => {
  expect(values).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(values[i]).toBeCloseTo(value, 6);
};

describe('retrieval', () => {
  it('weighs neighbors by the softmax of similarity over temperature', () => {
    // exp(1/0.5) and exp(0.5/0.5): weights e² / (e² + e) and e / (e² + e).
    const [first, second] = [Math.E / (Math.E + 1), 1 / (Math.E + 1)];
    close(retrievedPredictions(memory, neighbors, 2, 0.5), [
      0.9 * first + 0.5 * second,
      0.1 * first + 0.5 * second,
      0.2 * first + 0.5 * second,
      0.8 * first + 0.5 * second,
    ]);
  });

  it('reads only the K nearest', () => {
    close(retrievedPredictions(memory, neighbors, 1, 0.5), [0.9, 0.1, 0.2, 0.8]);
  });

  it('gives the student the weight β', () => {
    close(fusedPredictions(Float32Array.of(0.4, 0.6), Float32Array.of(0.9, 0.1), 0.25), [0.775, 0.225]);
  });
});

describe('the chosen policy', () => {
  const student = Float32Array.of(0.4, 0.6, 0.6, 0.4);
  type Grid = { k: number[]; temperature: number[]; beta: number[] };
  const choose = (gold: number[], grid: Grid) =>
    choosePolicy({
      task: taskById('sst2'),
      grid: { ...grid, rule: 'best' },
      knowledgeBase: memory,
      gold,
      student,
      neighbors,
    });

  it('is the one that scores best: the neighbors where the student is wrong', () => {
    expect(choose([0, 1], { k: [2], temperature: [0.5], beta: [0, 1] })).toMatchObject({ beta: 0, score: 1 });
    expect(choose([1, 0], { k: [2], temperature: [0.5], beta: [0, 1] })).toMatchObject({ beta: 1, score: 1 });
  });

  it('is of equally good ones the one that is surest of what is right', () => {
    const policy = choose([0, 1], { k: [1, 2], temperature: [0.5, 0.1], beta: [0] });
    expect(policy).toEqual({ k: 1, temperature: 0.5, beta: 0, score: 1, alone: 0 });
  });
});

describe('the rule of one standard error', () => {
  /** A student that always says class 0, and neighbors that answer class 1 for the first `helped + hurt` of 100: the helped ones rightly. */
  const choose = (helped: number, hurt: number, rule: 'best' | 'one-standard-error') => {
    const examples = Array.from({ length: 100 }, (_, i) => i);
    return choosePolicy({
      task: taskById('sst2'),
      grid: { k: [1], temperature: [1], beta: [0, 0.4, 1], rule },
      knowledgeBase: { ...memory, size: 2, softLabels: Float32Array.of(1, 0, 0, 1) },
      gold: examples.map((i) => (i < helped ? 1 : 0)),
      student: Float32Array.from(examples.flatMap(() => [0.9, 0.1])),
      neighbors: {
        count: 100,
        k: 1,
        indices: Int32Array.from(examples, (i) => (i < helped + hurt ? 1 : 0)),
        similarities: Float32Array.from(examples, () => 1),
      },
    });
  };

  it('lets the student answer alone where the neighbors help within chance', () => {
    // 8 helped and 6 hurt: 0.02 better, with a standard error of √(14 − 2²/100) / 100 = 0.037.
    expect(choose(8, 6, 'best')).toMatchObject({ beta: 0.4, score: 0.94, alone: 0.92 });
    expect(choose(8, 6, 'one-standard-error')).toMatchObject({ beta: 1, score: 0.92, alone: 0.92 });
  });

  it('keeps retrieval where the neighbors help by more, with as much of the student as is as good', () => {
    // 12 helped and 4 hurt: 0.08 better, with a standard error of √(16 − 8²/100) / 100 = 0.039.
    expect(choose(12, 4, 'one-standard-error')).toMatchObject({ beta: 0.4, score: 0.96, alone: 0.88 });
  });

  it('says what the chosen point scored there, and the student alone', () => {
    const rule = 'one-standard-error';
    const policy = choose(12, 4, rule);
    expect(choicePhrase({ task: taskById('sst2'), rule, where: 'train[0:100]' }, policy)).toBe(
      'K, τ and β by accuracy on train[0:100] (96.0 there, the student alone 88.0), the greatest β within one standard error of the best',
    );
  });
});
