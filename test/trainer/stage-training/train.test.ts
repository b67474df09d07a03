import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrainingLoss } from '@stillhouse/domain/recipe/objective.ts';
import { wasm } from '@stillhouse/trainer/backend/wasm.ts';
import { readSafetensors } from '@stillhouse/trainer/model/safetensors.ts';
import {
  outputsOf,
  type TrainedEncoder,
  weightsOf,
} from '@stillhouse/trainer/stage/encoder/trained-encoder.ts';
import { meanCrossEntropy } from '@stillhouse/trainer/stage/encoder/watch-held-out.ts';
import { saveCheckpoint } from '@stillhouse/trainer/stage/run/checkpoint.ts';
import { trainStudent } from '@stillhouse/trainer/stage/student/train-student.ts';
import type { CachedTeacher, EmbeddedPredictions } from '@stillhouse/trainer/stage/teacher/teacher-source.ts';
import { normalizedRows, project, trainHead } from '@stillhouse/trainer/stage/teacher/train-head.ts';
import { trainTeacher } from '@stillhouse/trainer/stage/teacher/train-teacher.ts';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../close-to.ts';
import { listen, studentRecipe, teacherRecipe, toyExamples, training, wordTokenizer } from './toy.ts';

const shared = { examples: toyExamples, tokenizer: wordTokenizer, maxTokens: 8 };
const outputOptions = { batchSize: 7, embedding: 'cls' } as const;
const head = { epochs: 20, batchSize: 16, learningRate: 0.01, temperature: 0.07, views: 1, bins: 5 } as const;
const objectives: TrainingLoss[] = [
  { name: 'fine-tune' },
  { name: 'kd', hardLabels: 0.5, softLabels: 0.5, labelTemperature: 2 },
  {
    name: 'reaugkd',
    softLabels: 1,
    relation: 1,
    hardLabels: 0,
    temperature: 0.1,
    labelTemperature: 1,
    normalize: true,
    includeSelf: true,
    klDirection: 'teacher-first',
  },
];

let teacher: TrainedEncoder;
let cached: CachedTeacher & EmbeddedPredictions & { hidden: Float32Array };
beforeAll(async () => {
  await wasm.activate();
  teacher = await trainTeacher({ ...shared, recipe: teacherRecipe }, listen(1));
  const outputs = await outputsOf(teacher, toyExamples.examples, outputOptions);
  const projection = await trainHead(
    { recipe: head, teacher, examples: toyExamples, embeddings: outputs.embeddings, outputs: 12 },
    listen(1),
  );
  const embeddings = await project(projection, outputs.embeddings);
  cached = { classes: 2, logits: outputs.logits, dimension: 12, embeddings, hidden: outputs.embeddings };
});
afterAll(() => teacher.dispose());

describe('a teacher', () => {
  it('learns its training examples', () => {
    expect(accuracy(cached.logits)).toBe(1);
  });

  it('tells each step, its share of the whole and what it measured', async () => {
    const context = listen(1);
    const encoder = await trainTeacher({ ...shared, recipe: teacherRecipe }, context);
    encoder.dispose();
    expect(context.events).toHaveLength(48);
    expect(context.events[3]).toMatchObject({ step: 4, steps: 48, epoch: 1, examples: 6 });
    expect(Object.keys(context.events[0]?.metrics ?? {})).toEqual([
      'loss',
      'hardLabels',
      'learningRate',
      'gradientNorm',
    ]);
  });

  it('of the same seed is the same, bit for bit, and of another seed another', async () => {
    const [again, other] = [
      await trainTeacher({ ...shared, recipe: teacherRecipe }, listen(1)),
      await trainTeacher({ ...shared, recipe: teacherRecipe }, listen(2)),
    ];
    const [first, second, third] = [await weightsOf(teacher), await weightsOf(again), await weightsOf(other)];
    expect(second).toEqual(first);
    expect(third).not.toEqual(first);
    again.dispose();
    other.dispose();
  });

  it('whose held-out examples are watched is the best that was seen, not the last', async () => {
    const watched: [step: number, metrics: Record<string, number>][] = [];
    const context = listen(1);
    const evaluation = { every: 5, by: 'loss', patience: 1 } as const;
    // A learning rate at which the loss of unseen texts soon rises.
    const recipe = {
      ...teacherRecipe,
      training: { ...training, learningRate: 0.05, clipNorm: null, evaluation },
    };
    const encoder = await trainTeacher(
      { ...shared, recipe, heldOut: toyExamples },
      { ...context, onEvaluation: (step, metrics) => watched.push([step, metrics]) },
    );
    const losses = watched.map(([, metrics]) => metrics['heldOut/loss'] ?? Number.NaN);
    const best = Math.min(...losses);
    expect(losses.indexOf(best)).toBe(losses.length - 2);
    expect(context.events).toHaveLength(5 * losses.length);
    const { logits } = await outputsOf(encoder, toyExamples.examples, outputOptions);
    encoder.dispose();
    const gold = toyExamples.examples.map(({ label }) => label ?? -1);
    expect(meanCrossEntropy(logits, gold, 2)).toBeCloseTo(best, 5);
    expect(watched[losses.length - 2]?.[1]['heldOut/accuracy']).toBe(accuracy(logits));
  });

  it('that is stopped leaves nothing in memory', async () => {
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    const context = listen(1, controller.signal);
    const stop = { ...context, onStep: () => controller.abort(new Error('stopped')) };
    await expect(trainTeacher({ ...shared, recipe: teacherRecipe }, stop)).rejects.toThrow('stopped');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is not trained on an example without a label', async () => {
    const [first, ...rest] = toyExamples.examples;
    const examples = { ...toyExamples, examples: [...rest, { ...first!, label: null }] };
    await expect(trainTeacher({ ...shared, examples, recipe: teacherRecipe }, listen(1))).rejects.toThrow(
      'train:0 has no label',
    );
  });
});

it('the mean cross-entropy of two examples, by hand', () => {
  // softmax(0, ln 3) = (1/4, 3/4); softmax(ln 4, 0) = (4/5, 1/5)
  const logits = Float32Array.of(0, Math.log(3), Math.log(4), 0);
  expect(meanCrossEntropy(logits, [1, 1], 2)).toBeCloseTo((Math.log(4 / 3) + Math.log(5)) / 2, 6);
});

describe('the outputs of an encoder', () => {
  it('are in the order of the examples, whatever their lengths and batches', async () => {
    const alone = await outputsOf(teacher, toyExamples.examples.slice(4, 5), {
      ...outputOptions,
      batchSize: 1,
    });
    expectClose(cached.logits.slice(8, 10), alone.logits, 1e-5);
    expectClose(cached.hidden.slice(64, 80), alone.embeddings, 1e-5);
  });

  it('leave no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await outputsOf(teacher, toyExamples.examples, outputOptions);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('the projection head', () => {
  it('brings examples of one label together', () => {
    const z = normalizedRows(cached.embeddings, 12);
    const similarity = (a: number, b: number) => {
      let sum = 0;
      for (let i = 0; i < 12; i++) sum += z[a * 12 + i]! * z[b * 12 + i]!;
      return sum;
    };
    // Example 0 and 2 are negative, 1 is positive.
    expect(similarity(0, 2)).toBeGreaterThan(0.8);
    expect(similarity(0, 1)).toBeLessThan(0);
  });

  it('learns from two dropout views too, and leaves the teacher as it was', async () => {
    const before = await weightsOf(teacher);
    const tensors = tf.memory().numTensors;
    const context = listen(1);
    await trainHead(
      {
        recipe: { ...head, epochs: 2, views: 2 },
        teacher,
        examples: toyExamples,
        embeddings: new Float32Array(0),
        outputs: 12,
      },
      context,
    );
    expect(context.events.at(-1)?.metrics.loss).toBeLessThan(context.events[0]?.metrics.loss ?? 0);
    expect(await weightsOf(teacher)).toEqual(before);
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

describe.each(objectives)('a student under $name', (objective) => {
  const train = (seed: number) =>
    trainStudent({ ...shared, recipe: studentRecipe, objective, teacher: cached }, listen(seed));

  it('learns, is the same for the same seed, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const [student, again] = [await train(3), await train(3)];
    expect(accuracy((await outputsOf(student, toyExamples.examples, outputOptions)).logits)).toBe(1);
    expect(await weightsOf(again)).toEqual(await weightsOf(student));
    student.dispose();
    again.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('a student can take the pooler’s output for its embedding', async () => {
  const recipe = { ...studentRecipe, embedding: 'pooler', training: { ...training, epochs: 1 } } as const;
  const objective = objectives[2]!;
  const student = await trainStudent({ ...shared, recipe, objective, teacher: cached }, listen(1));
  const { embeddings } = await outputsOf(student, toyExamples.examples, {
    batchSize: 8,
    embedding: 'pooler',
  });
  expect(Math.max(...embeddings.map(Math.abs))).toBeLessThanOrEqual(1);
  student.dispose();
});

describe('a checkpoint', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stillhouse-'));
    await saveCheckpoint(teacher, folder, toyExamples.labels, { kind: 'teacher' });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('carries the recipe with the weights', async () => {
    const { metadata } = readSafetensors(
      await readFile(join(folder, 'model.safetensors')),
      'model.safetensors',
    );
    expect(JSON.parse(metadata.recipe ?? '')).toEqual({ kind: 'teacher' });
  });

  it('can be started from: without training it says what it said', async () => {
    const recipe = {
      ...studentRecipe,
      from: folder,
      training: { ...training, epochs: 1, learningRate: 1e-12, weightDecay: 0 },
    };
    const student = await trainStudent(
      { ...shared, recipe, objective: objectives[0]!, teacher: cached },
      listen(9),
    );
    const { logits } = await outputsOf(student, toyExamples.examples, outputOptions);
    expectClose(logits, cached.logits, 1e-5);
    student.dispose();
  });

  it('made for shorter texts is refused', async () => {
    const recipe = { ...teacherRecipe, from: folder };
    await expect(trainTeacher({ ...shared, maxTokens: 64, recipe }, listen(1))).rejects.toThrow(
      'at most 8 tokens',
    );
  });
});

function accuracy(logits: Float32Array): number {
  const right = toyExamples.examples.filter(
    ({ label }, i) => (logits[2 * i + 1]! > logits[2 * i]! ? 1 : 0) === label,
  );
  return right.length / toyExamples.examples.length;
}
