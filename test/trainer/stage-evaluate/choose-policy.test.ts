import { fusedPredictions, retrievedPredictions } from '@stillhouse/domain/retrieval/retrieve.ts';
import { taskById } from '@stillhouse/domain/task/task.ts';
import type { KnowledgeBase } from '@stillhouse/trainer/knowledge/knowledge-base.ts';
import { choicePhrase, choosePolicy } from '@stillhouse/trainer/stage/retrieval/choose-policy.ts';
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
    expect(policy).toEqual({ k: 1, temperature: 0.5, beta: 0, score: 1, alone: 0, none: false });
  });
});

describe('the rule of one standard error', () => {
  /**
   * A student that says class 0, and neighbors that answer class 1 for the first `helped + hurt` of 100: the helped ones rightly. The last
   * is of class 1, as both say.
   */
  const choose = (helped: number, hurt: number, rule: 'best' | 'one-standard-error') => {
    const examples = Array.from({ length: 100 }, (_, i) => i);
    return choosePolicy({
      task: taskById('sst2'),
      grid: { k: [1], temperature: [1], beta: [0, 0.4, 1], rule },
      knowledgeBase: { ...memory, size: 2, softLabels: Float32Array.of(1, 0, 0, 1) },
      gold: examples.map((i) => (i < helped || i === 99 ? 1 : 0)),
      student: Float32Array.from(examples.flatMap((i) => (i === 99 ? [0.1, 0.9] : [0.9, 0.1]))),
      neighbors: {
        count: 100,
        k: 1,
        indices: Int32Array.from(examples, (i) => (i < helped + hurt || i === 99 ? 1 : 0)),
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

describe('a policy that is undefined or constant', () => {
  /** Scores of an STS-B student that says one value for everything, with neighbors that get the order of the examples wrong. */
  const regression = {
    task: taskById('stsb'),
    grid: { k: [1], temperature: [1], beta: [0.5, 1], rule: 'best' as const },
    knowledgeBase: { ...memory, size: 3, classes: 1, softLabels: Float32Array.of(3, 2.9, 2) },
    gold: [1, 2, 3],
    student: Float32Array.of(2.5, 2.5, 2.5),
    neighbors: {
      count: 3,
      k: 1,
      indices: Int32Array.of(0, 1, 2),
      similarities: Float32Array.of(1, 1, 1),
    },
  };

  it('is never chosen, however badly the others score', () => {
    for (const rule of ['best', 'one-standard-error'] as const) {
      const policy = choosePolicy({ ...regression, grid: { ...regression.grid, rule } });
      expect(policy).toMatchObject({ beta: 0.5, alone: null, none: false });
      expect(policy.score).toBeLessThan(0);
    }
    const policy = choosePolicy(regression);
    expect(choicePhrase({ task: regression.task, rule: 'best', where: 'train[0:3]' }, policy)).toBe(
      'K, τ and β by mean of pearson and spearman on train[0:3] (−95.4 there, the student alone –)',
    );
  });

  it('leaves the student to answer alone if there is no other', () => {
    const choice = { ...regression, grid: { ...regression.grid, k: [3, 1], beta: [0, 0.5] } };
    const alike = {
      ...choice,
      knowledgeBase: { ...memory, classes: 1, softLabels: Float32Array.of(2, 2, 2) },
    };
    const policy = choosePolicy(alike);
    expect(policy).toEqual({ k: 3, temperature: 1, beta: 1, score: null, alone: null, none: true });
    expect(choicePhrase({ task: regression.task, rule: 'best', where: 'train[0:3]' }, policy)).toBe(
      'β = 1, the student alone (mean of pearson and spearman – on train[0:3]): every K, τ and β of the grid predicts one value for all of these examples or has no defined score there',
    );
  });
});

describe('a task of two scores', () => {
  /** Says "equivalent" of every one of 200 examples, or of all but the first so many. */
  const neighborsSaying = (negatives: number) => ({
    count: 200,
    k: 1,
    indices: Int32Array.from({ length: 200 }, (_, i) => (i < negatives ? 1 : 0)),
    similarities: new Float32Array(200).fill(1),
  });
  /**
   * MRPC's balance, 64 negatives and then 136 positives of "equivalent". The student finds the first `found` negatives, and misses the last
   * `missed` positives.
   */
  const choose = (
    { found, missed, negatives }: { found: number; missed: number; negatives: number },
    rule: 'best' | 'one-standard-error',
    beta: number[],
  ) =>
    choosePolicy({
      task: taskById('mrpc'),
      grid: { k: [1], temperature: [1], beta, rule },
      knowledgeBase: { ...memory, size: 2, softLabels: Float32Array.of(0.1, 0.9, 0.9, 0.1) },
      gold: Array.from({ length: 200 }, (_, i) => (i < 64 ? 0 : 1)),
      student: Float32Array.from(
        Array.from({ length: 200 }, (_, i) =>
          i < found || i >= 200 - missed ? [0.7, 0.3] : [0.1, 0.9],
        ).flat(),
      ),
      neighbors: neighborsSaying(negatives),
    });

  it('is not tuned into the constant answer that its F1 prefers', () => {
    // Constant: 136 of 200 right, F1 272/336 = 0.8095. The student: 139 of 200 right, F1 218/279 = 0.7814.
    for (const rule of ['best', 'one-standard-error'] as const) {
      const { beta, score, none } = choose({ found: 30, missed: 27, negatives: 0 }, rule, [0, 0.3, 1]);
      expect({ beta, none }).toEqual({ beta: 1, none: false });
      expect(score).toBeCloseTo((139 / 200 + 218 / 279) / 2, 10);
    }
  });

  it('is tuned on the mean of both, where F1 prefers one that hardly tells examples apart', () => {
    // One negative found: 137 right, F1 272/335 = 0.8119. The student: 150 right, F1 212/262 = 0.8092.
    const { beta, score } = choose({ found: 44, missed: 30, negatives: 1 }, 'best', [0, 1]);
    expect(beta).toBe(1);
    expect(score).toBeCloseTo((150 / 200 + 212 / 262) / 2, 10);
  });

  it('answers alone where every point of the grid is that constant answer', () => {
    const policy = choose({ found: 30, missed: 27, negatives: 0 }, 'best', [0, 0.3]);
    expect(policy).toMatchObject({ k: 1, temperature: 1, beta: 1, none: true });
    expect(policy.score).toBe(policy.alone);
  });
});
