import { taskById } from '@stillhouse/domain/task/task.ts';
import type { ExampleSet } from '@stillhouse/trainer/data/example.ts';
import { evaluate, figureOf } from '@stillhouse/trainer/stage/evaluation/evaluate.ts';
import { describe, expect, it } from 'vitest';

const task = taskById('rte');
const set: ExampleSet = {
  digest: 'a'.repeat(64),
  task,
  split: 'DEV',
  name: 'dev',
  labels: task.labels,
  complete: true,
  examples: [0, 0, 1, 1].map((label, i) => ({ key: `dev.tsv:${i + 2}`, texts: ['a', 'b'], label })),
};
/** Says class 0, 1, 1, 0: right on the first and the third. */
const student = Float32Array.of(0.9, 0.1, 0.4, 0.6, 0.2, 0.8, 0.7, 0.3);
const teacher = Float32Array.of(0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.1, 0.9);

/** The nearest entry of each example, with soft labels that say 0, 0, 1, 1. */
const retrieval = {
  policy: { k: 1, temperature: 1, beta: 0.5, search: 'EXACT' as const, efSearch: null },
  chosenOn: 'by hand',
  knowledgeBase: {
    id: '00000000-0000-4000-8000-000000000001',
    entries: {
      size: 2,
      dimension: 2,
      classes: 2,
      embeddings: Float32Array.of(1, 0, 0, 1),
      softLabels: Float32Array.of(1, 0, 0, 1),
    },
  },
  embeddings: Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1),
  neighbors: {
    count: 4,
    k: 2,
    indices: Int32Array.of(0, 1, 0, 1, 1, 0, 1, 0),
    similarities: Float32Array.of(1, 0, 1, 0, 1, 0, 1, 0),
  },
  recallAtK: 1,
};
const request = {
  run: '00000000-0000-4000-8000-000000000002',
  set,
  predictions: student,
  teacher,
  latency: null,
};

describe('an evaluation', () => {
  it('without retrieval scores the student and the teacher, and claims no gain', () => {
    const record = evaluate({ ...request, retrieval: null });
    expect(record.create).toMatchObject({ policy: null, knowledgeBase: null, dimension: null, classes: 2 });
    expect(record.finish).toMatchObject({ gainPValue: null, gainTest: null, recallAtK: null });
    expect(record.finish.scores).toEqual([
      { predictor: 'STUDENT', name: 'accuracy', value: 0.5 },
      { predictor: 'TEACHER', name: 'accuracy', value: 1 },
    ]);
    expect(record.batches[0]).toMatchObject({ start: 0, count: 4, retrieved: null, neighborIndices: null });
  });

  it('with retrieval scores student, neighbors and both, and tests the gain by the examples that changed', () => {
    const record = evaluate({ ...request, retrieval });
    const scores = (['STUDENT', 'RETRIEVED', 'FUSED', 'TEACHER'] as const).map((who) =>
      figureOf(record, set, who),
    );
    expect(scores).toEqual([0.5, 1, 1, 1]);
    // Two helped, none hurt: 2 · ½² = 0.5.
    expect(record.finish).toMatchObject({ gainPValue: 0.5, gainTest: 'mcnemar' });
    const fused = record.batches[0]?.fused ?? [];
    const expected = [0.95, 0.05, 0.7, 0.3, 0.1, 0.9, 0.35, 0.65];
    for (const [i, value] of expected.entries()) expect(fused[i]).toBeCloseTo(value, 6);
    expect(record.batches[0]?.neighborIndices).toEqual(retrieval.neighbors.indices);
  });

  it('of a task with two scores is ranked and tested by their mean', () => {
    const mrpc = taskById('mrpc');
    const record = evaluate({ ...request, set: { ...set, task: mrpc }, retrieval });
    // The student is right on 2 of 4, F1 of "equivalent" 2 / 4.
    expect(figureOf(record, { ...set, task: mrpc }, 'STUDENT')).toBe(0.5);
    expect(figureOf(record, { ...set, task: mrpc }, 'FUSED')).toBe(1);
    expect(record.finish.gainTest).toBe('paired-bootstrap');
  });

  it('has no p-value where a score is undefined, and the score is null', () => {
    const stsb = taskById('stsb');
    const constant = {
      ...request,
      set: { ...set, task: stsb },
      predictions: new Float32Array(4).fill(2),
      teacher: null,
    };
    const entries = { ...retrieval.knowledgeBase.entries, classes: 1, softLabels: Float32Array.of(1, 3) };
    const record = evaluate({
      ...constant,
      retrieval: { ...retrieval, knowledgeBase: { ...retrieval.knowledgeBase, entries } },
    });
    expect(figureOf(record, { ...set, task: stsb }, 'STUDENT')).toBeNull();
    expect(figureOf(record, { ...set, task: stsb }, 'FUSED')).toBeCloseTo(1, 6);
    expect(record.finish).toMatchObject({ gainPValue: null, gainTest: null });
  });

  it('refuses to score what has no label', () => {
    const unlabeled = {
      ...set,
      examples: [...set.examples.slice(1), { key: 'x', texts: ['a'], label: null }],
    };
    expect(() => evaluate({ ...request, set: unlabeled, retrieval: null })).toThrow('x has no label');
  });
});
