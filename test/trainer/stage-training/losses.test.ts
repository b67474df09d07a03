import { type TrainingLoss, trainingLoss } from '@stillhouse/domain/recipe/objective.ts';
import { wasm } from '@stillhouse/trainer/backend/wasm.ts';
import { batchOf, encodeExamples } from '@stillhouse/trainer/data/batch.ts';
import { inputsOf } from '@stillhouse/trainer/stage/encoder/encoder-inputs.ts';
import {
  outputsOf,
  type TrainedEncoder,
  weightsOf,
} from '@stillhouse/trainer/stage/encoder/trained-encoder.ts';
import { trainStudent } from '@stillhouse/trainer/stage/student/train-student.ts';
import { type CachedTeacher, teacherSource } from '@stillhouse/trainer/stage/teacher/teacher-source.ts';
import { trainTeacher } from '@stillhouse/trainer/stage/teacher/train-teacher.ts';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../close-to.ts';
import { listen, studentRecipe, teacherRecipe, toyExamples, training, wordTokenizer } from './toy.ts';

const shared = { examples: toyExamples, tokenizer: wordTokenizer, maxTokens: 8 };
const fewSteps = { ...training, epochs: 8, learningRate: 0.01 };
const recipe = { ...studentRecipe, layers: 2, hidden: 16, training: fewSteps };

const losses: TrainingLoss[] = [
  { name: 'fine-tune' },
  { name: 'kd' },
  { name: 'pkd' },
  { name: 'pkd', layers: 'last', projection: 'linear' },
  { name: 'rkd' },
  { name: 'sp', similarity: 10 },
  { name: 'pkt' },
  { name: 'distilbert' },
  { name: 'tinybert', layersFirst: 0.5 },
  { name: 'minilm' },
  { name: 'reaugkd' },
  { name: 'sum' },
].map((value) => trainingLoss.parse(value));

let network: TrainedEncoder;
let teacher: CachedTeacher;
beforeAll(async () => {
  await wasm.activate();
  network = await trainTeacher({ ...shared, recipe: { ...teacherRecipe, layers: 4 } }, listen(1));
  const { logits, embeddings } = await outputsOf(network, toyExamples.examples, {
    batchSize: 8,
    embedding: 'cls',
  });
  teacher = { classes: 2, logits, dimension: 16, embeddings, shape: network.config, network };
});
afterAll(() => network.dispose());

describe.each(losses.map((objective) => ({ name: objective.name, objective })))(
  'a student under $name',
  ({ objective }) => {
    it('learns in a few steps, is the same for the same seed, and leaves no tensor behind', async () => {
      const before = tf.memory().numTensors;
      const context = listen(3);
      const student = await trainStudent({ ...shared, recipe, objective, teacher }, context);
      const again = await trainStudent({ ...shared, recipe, objective, teacher }, listen(3));
      expect(await weightsOf(again)).toEqual(await weightsOf(student));
      expect(Object.keys(student.weights).filter((name) => name.startsWith('objective'))).toEqual([]);
      student.dispose();
      again.dispose();
      expect(tf.memory().numTensors).toBe(before);
      const losses = context.events.map(({ metrics }) => metrics.loss ?? Number.NaN);
      expect(losses.every(Number.isFinite)).toBe(true);
      // One that changes course in the middle is compared within each half.
      const halves = [losses.slice(0, losses.length / 2), losses.slice(losses.length / 2)];
      const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      const falls = (values: number[]) => mean(values.slice(-5)) < mean(values.slice(0, 5));
      expect(halves.some(falls)).toBe(true);
      expect(context.events.at(-1)?.metrics).toHaveProperty('gradientNorm');
    });
  },
);

it('TinyBERT learns from the layers first, and from the predictions afterwards', async () => {
  const objective = trainingLoss.parse({ name: 'tinybert', layersFirst: 0.5 });
  const context = listen(1);
  (await trainStudent({ ...shared, recipe, objective, teacher }, context)).dispose();
  const parts = context.events.map(({ metrics }) => ('attention' in metrics ? 'layers' : 'predictions'));
  expect(context.events).toHaveLength(32);
  expect(parts).toEqual([...new Array(16).fill('layers'), ...new Array(16).fill('predictions')]);
});

describe("the teacher's outputs", () => {
  const needs = { logits: true, clsStates: [2, 4] };
  const request = { ...shared, teacher, needs, signal: new AbortController().signal };

  it('are the same from memory as from its network', async () => {
    const ask = async (budget: number) => {
      const source = await teacherSource({ ...request, teacher, examples: toyExamples.examples, budget });
      const encoded = encodeExamples(wordTokenizer, toyExamples.examples, 8);
      const outputs = tf.tidy(() => {
        const batch = batchOf(encoded, [17, 3, 8]);
        const { logits, clsStates } = source(batch, inputsOf(batch), needs, 0);
        return [logits!, clsStates![2]!, clsStates![4]!].map((tensor) => tf.clone(tensor));
      });
      const values = await Promise.all(outputs.map((tensor) => tensor.data()));
      tf.dispose(outputs);
      return values;
    };
    const [cached, live] = [await ask(4 * 30 * 16 * 2), await ask(4 * 30 * 16 * 2 - 1)];
    for (const [i, values] of cached.entries()) expectClose(values, live[i]!, 1e-6);
  });

  it('cannot be compared where it reads other tokens', async () => {
    const tokenizer = { ...wordTokenizer, files: () => [{ name: 'vocab.txt', content: '[PAD]' }] };
    await expect(
      teacherSource({ ...request, teacher, examples: toyExamples.examples, tokenizer }),
    ).rejects.toThrow('reads other tokens');
  });

  it('are refused where its network is needed and gone', async () => {
    const { network: _, ...gone } = teacher;
    await expect(
      teacherSource({ ...request, teacher: gone, examples: toyExamples.examples }),
    ).rejects.toThrow("needs the teacher's network");
  });
});

describe('networks that do not fit', () => {
  const refused = (value: unknown, changes: Partial<typeof recipe>) =>
    trainStudent(
      { ...shared, recipe: { ...recipe, ...changes }, objective: trainingLoss.parse(value), teacher },
      listen(1),
    );

  it.each([
    ['distilbert', { hidden: 12 }, 'hidden'],
    ['pkd', { hidden: 12 }, 'hidden'],
    ['pkd', { layers: 1 }, 'layers'],
    ['tinybert', { heads: 4 }, 'heads'],
    ['minilm', { heads: 4 }, 'heads'],
  ])('%s refuses %o by the path of the field, and leaves nothing in memory', async (name, changes, field) => {
    const before = tf.memory().numTensors;
    await expect(refused({ name }, changes)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: ['student', field],
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
