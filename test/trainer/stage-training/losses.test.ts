import { type TrainingLoss, trainingLoss } from '@stillhouse/domain/recipe/objective.ts';
import { wasm } from '@stillhouse/trainer/backend/wasm.ts';
import { batchOf, encodeExamples } from '@stillhouse/trainer/data/batch.ts';
import type { Tokenizer } from '@stillhouse/trainer/data/tokenizer.ts';
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
let states: Map<number, Float32Array>;
beforeAll(async () => {
  await wasm.activate();
  network = await trainTeacher({ ...shared, recipe: { ...teacherRecipe, layers: 4 } }, listen(1));
  const { logits, embeddings, clsStates } = await outputsOf(network, toyExamples.examples, {
    batchSize: 8,
    embedding: 'cls',
    clsStates: [2, 4],
  });
  states = clsStates;
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
  /** Another tokenizer to whoever compares their files. */
  const otherTokenizer = { ...wordTokenizer, files: () => [{ name: 'vocab.txt', content: '[PAD]' }] };

  it.each([
    ['from its network', () => teacher],
    ['in part from its network', () => ({ ...teacher, clsStates: new Map([[2, states.get(2)!]]) })],
    ['from its network, by its own tokens', () => ({ ...teacher, tokenizer: otherTokenizer })],
  ])('are the same from memory as %s', async (_, other) => {
    const ask = async ({
      tokenizer = wordTokenizer,
      ...asked
    }: CachedTeacher & { tokenizer?: Tokenizer }) => {
      const source = teacherSource({ ...shared, tokenizer, teacher: asked, needs });
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
    const { network: _network, ...gone } = teacher;
    const [cached, live] = [await ask({ ...gone, clsStates: states }), await ask(other())];
    for (const [i, values] of cached.entries()) expectClose(values, live[i]!, 1e-6);
  });

  it('cannot be compared token by token where it reads other tokens', () => {
    const needs = { attentionScores: [4] };
    expect(() => teacherSource({ ...shared, teacher, needs, tokenizer: otherTokenizer })).toThrow(
      'reads other tokens',
    );
  });

  it('are refused where its network is needed and gone', () => {
    const { network: _, ...gone } = teacher;
    const some = new Map([[2, states.get(2)!]]);
    expect(() => teacherSource({ ...shared, teacher: { ...gone, clsStates: some }, needs })).toThrow(
      "needs the teacher's network",
    );
  });
});

describe('networks that do not fit', () => {
  const refused = (value: unknown, changes: Partial<typeof recipe>) =>
    trainStudent(
      { ...shared, recipe: { ...recipe, ...changes }, objective: trainingLoss.parse(value), teacher },
      listen(1),
    );

  it.each([
    [{ name: 'distilbert', projection: 'none' }, { hidden: 12 }, 'hidden'],
    [{ name: 'pkd', projection: 'none' }, { hidden: 12 }, 'hidden'],
    [{ name: 'pkd' }, { layers: 1 }, 'layers'],
    [{ name: 'pkd' }, { layers: 5 }, 'layers'],
    [{ name: 'tinybert' }, { heads: 4 }, 'heads'],
    [{ name: 'tinybert' }, { layers: 5 }, 'layers'],
    [{ name: 'tinybert', attention: 0 }, { layers: 5 }, 'layers'],
    [{ name: 'minilm' }, { heads: 4 }, 'heads'],
  ])(
    '%o refuses %o by the path of the field, and leaves nothing in memory',
    async (value, changes, field) => {
      const before = tf.memory().numTensors;
      await expect(refused(value, changes)).rejects.toMatchObject({
        code: 'BAD_INPUT',
        path: ['student', field],
      });
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});
