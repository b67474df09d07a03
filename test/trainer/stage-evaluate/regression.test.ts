import { predictedValues } from '@stillhouse/domain/score/predicted-values.ts';
import { outputWidth, taskById } from '@stillhouse/domain/task/task.ts';
import type { ExampleSet } from '@stillhouse/trainer/data/example.ts';
import { predictionsOf } from '@stillhouse/trainer/stage/encoder/predictions.ts';
import { evaluate } from '@stillhouse/trainer/stage/evaluation/evaluate.ts';
import { choosePolicy } from '@stillhouse/trainer/stage/retrieval/choose-policy.ts';
import { contrastGroups } from '@stillhouse/trainer/stage/teacher/contrast-groups.ts';
import { describe, expect, it } from 'vitest';

const task = taskById('stsb');
const setOf = (gold: (number | null)[]): ExampleSet => ({
  digest: 'a'.repeat(64),
  task,
  split: 'DEV',
  name: 'dev',
  labels: [],
  complete: true,
  examples: gold.map((label, i) => ({ key: `dev.tsv:${i + 2}`, texts: ['a', 'b'], label })),
});

/** Three entries whose teacher scores are 0, 2.5 and 5. */
const memory = {
  size: 3,
  dimension: 1,
  classes: 1,
  embeddings: Float32Array.of(1, 1, 1),
  softLabels: Float32Array.of(0, 2.5, 5),
};
/** The nearest entry of each of four examples, all as far from the next. */
const neighbors = {
  count: 4,
  k: 2,
  indices: Int32Array.of(0, 1, 1, 0, 1, 2, 2, 1),
  similarities: Float32Array.of(1, 1, 1, 1, 1, 1, 1, 1),
};
const gold = [0.5, 2, 3, 4.5];

describe('a regression', () => {
  it('predicts one score, which is the output of the network as it stands', () => {
    expect(outputWidth(task)).toBe(1);
    const logits = Float32Array.of(-0.5, 3.25, 6);
    expect(predictionsOf(task, logits)).toEqual(logits);
    expect([...Array.from(predictedValues(task, logits))]).toEqual([-0.5, 3.25, 6]);
  });

  it('takes scores of one part of the range as alike to the contrastive loss', () => {
    expect([...contrastGroups(setOf([0, 0.99, 1, 2.5, 4.99, 5, null]), 5)]).toEqual([0, 0, 1, 2, 4, 4, -1]);
    expect([...contrastGroups(setOf([0, 2.4, 2.5, 5]), 2)]).toEqual([0, 0, 1, 1]);
  });

  it('mixes scores: the weighted mean of the neighbors, then β · student + (1 − β) · retrieved', () => {
    const record = evaluate({
      run: '00000000-0000-4000-8000-000000000002',
      set: setOf(gold),
      predictions: Float32Array.of(1, 1, 1, 5),
      teacher: null,
      latency: null,
      retrieval: {
        policy: { k: 2, temperature: 1, beta: 0.25, search: 'EXACT', efSearch: null },
        chosenOn: 'by hand',
        knowledgeBase: { id: '00000000-0000-4000-8000-000000000001', entries: memory },
        embeddings: Float32Array.of(1, 1, 1, 1),
        neighbors,
        recallAtK: 1,
      },
    });
    expect(record.create.classes).toBe(1);
    const [batch] = record.batches;
    expect([...(batch?.retrieved ?? [])]).toEqual([1.25, 1.25, 3.75, 3.75]);
    expect([...(batch?.fused ?? [])]).toEqual([1.1875, 1.1875, 3.0625, 4.0625]);
    // Deviations of gold (−2, −0.5, 0.5, 2) and of the student's (−1, −1, −1, 3).
    const student = record.finish.scores.find((s) => s.predictor === 'STUDENT' && s.name === 'pearson');
    expect(student?.value).toBeCloseTo((2 + 0.5 - 0.5 + 6) / Math.sqrt(8.5 * 12), 12);
    expect(record.finish.scores.map(({ name }) => name)).toEqual([
      'pearson',
      'spearman',
      'pearson',
      'spearman',
      'pearson',
      'spearman',
    ]);
    expect(record.finish.gainTest).toBe('paired-bootstrap');
  });

  it('chooses the policy by both correlations, of equally good ones by the least squared error', () => {
    const choose = (student: number[], beta: number[]) =>
      choosePolicy({
        task,
        grid: { k: [1], temperature: [1], beta, rule: 'best' },
        knowledgeBase: memory,
        gold,
        student: Float32Array.from(student),
        neighbors,
      });
    // The student orders them the wrong way round; its neighbors, 0, 2.5, 2.5 and 5, the right way.
    expect(choose([4, 3, 2, 1], [0, 1]).beta).toBe(0);
    // Perfectly correlated, and 10 too high: with β = 1 Pearson is 1 just as for the half of it, which is nearer.
    const perfect = gold.map((score) => score + 10);
    const halved = choosePolicy({
      task,
      grid: { k: [1], temperature: [1], beta: [1, 0.5], rule: 'best' },
      knowledgeBase: { ...memory, softLabels: Float32Array.of(0, 0, 0) },
      gold,
      student: Float32Array.from(perfect),
      neighbors,
    });
    expect(halved.beta).toBe(0.5);
    expect(halved.score).toBeCloseTo(1, 12);
  });
});
