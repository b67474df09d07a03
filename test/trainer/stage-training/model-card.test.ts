import { taskById } from '@stillhouse/domain/task/task.ts';
import { type ModelFacts, modelCard } from '@stillhouse/trainer/stage/run/model-card.ts';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const teacher: ModelFacts = {
  run: 'run-1',
  name: 'rte/teacher/seed-1',
  task: taskById('rte'),
  seed: 1,
  teacher: null,
  objective: null,
  from: 'google/bert@main',
  layers: null,
  recipe: { kind: 'teacher', encoder: { layers: 2 } },
  parameters: 1234567,
  scores: [],
};
const student: ModelFacts = {
  ...teacher,
  name: 'rte/kd/seed-1',
  teacher: 'run-0',
  objective: 'kd',
  from: './bert',
  scores: [{ dataset: 'dev', score: 'accuracy', alone: 0.6789, fused: 0.7 }],
};
const frontOf = (card: string): unknown => parse(card.split('---\n')[1] ?? '');

describe('a model card', () => {
  it('tells the Hub what the model is and what it started from', () => {
    expect(frontOf(modelCard(teacher))).toEqual({
      library_name: 'transformers',
      pipeline_tag: 'text-classification',
      base_model: 'google/bert',
      tags: ['stillhouse'],
    });
    expect(frontOf(modelCard(student))).toMatchObject({ tags: ['stillhouse', 'knowledge-distillation'] });
    expect(frontOf(modelCard(student))).not.toHaveProperty('base_model');
  });

  it('of a student names its task, teacher, objective, recipe, and scores with and without retrieval', () => {
    const card = modelCard(student);
    expect(card).toContain('| Task | RTE |');
    expect(card).toContain('student of the teacher run `run-0`');
    expect(card).toContain('| Objective | kd |');
    expect(card).toContain('| Weights | 1,234,567 |');
    expect(card).toContain('| dev | accuracy × 100 | 67.9 | 70.0 |');
    expect(card).toContain('"layers": 2');
  });

  it('lists every score of its task on every dataset, as GLUE reports them', () => {
    const scores = [
      { dataset: 'dev', score: 'f1', alone: 0.81, fused: 0.82 },
      { dataset: 'dev', score: 'accuracy', alone: 0.71, fused: 0.72 },
    ];
    expect(modelCard({ ...student, task: taskById('mrpc'), scores })).toContain(
      '| dev | f1 × 100 | 81.0 | 82.0 |\n| dev | accuracy × 100 | 71.0 | 72.0 |',
    );
  });

  it('tells random weights, a checkpoint, and layers of either apart', () => {
    const begun = (changes: Partial<ModelFacts>) =>
      /\| Started from \| (.*) \|/.exec(modelCard({ ...student, ...changes }))?.[1];
    expect(begun({ from: null })).toBe('random weights');
    expect(begun({})).toBe('`./bert`');
    expect(begun({ layers: 'last' })).toBe('the last layers of `./bert`');
    expect(begun({ from: null, layers: [0, 2] })).toBe('layers 0, 2 (counted from 0) of its teacher');
  });

  it('has no scores where none are known', () => {
    expect(modelCard(teacher)).not.toContain('Scores');
  });
});
