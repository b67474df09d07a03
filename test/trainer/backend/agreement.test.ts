import { trainingLoss as objectiveSchema } from '@stillhouse/domain/recipe/objective.ts';
import type { Backend } from '@stillhouse/trainer/backend/backend.ts';
import { cpu } from '@stillhouse/trainer/backend/cpu.ts';
import type { EncoderInputs } from '@stillhouse/trainer/model/bert.ts';
import { attention } from '@stillhouse/trainer/model/operations/attention.ts';
import { dense } from '@stillhouse/trainer/model/operations/dense.ts';
import { type DropoutMask, dropout } from '@stillhouse/trainer/model/operations/dropout.ts';
import { embeddingLookup } from '@stillhouse/trainer/model/operations/embedding-lookup.ts';
import { gelu } from '@stillhouse/trainer/model/operations/gelu.ts';
import { layerNorm } from '@stillhouse/trainer/model/operations/layer-norm.ts';
import { objectiveOf } from '@stillhouse/trainer/objective/registry.ts';
import { constantOutputs, networkOutputs } from '@stillhouse/trainer/stage/encoder/network-outputs.ts';
import { agrees, tryTrainingStep } from '@stillhouse/trainer/stage/encoder/try-training-step.ts';
import { AdamW } from '@stillhouse/trainer/training/adamw.ts';
import { gradientsOf } from '@stillhouse/trainer/training/gradients.ts';
import { randomFor } from '@stillhouse/trainer/training/random.ts';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../close-to.ts';
import { tiny, tinyWeights } from '../model/tiny.ts';
import { numbers, valueAndGradients } from './on-both.ts';
import { comparedBackends } from './usable-backends.ts';

const dropped: DropoutMask = { seed: -123456789, threshold: Math.round(0.3 * 2 ** 24), scale: 1 / 0.7 };

const matrix = (rows: number, columns: number, seed: number) =>
  tf.tensor2d(numbers(rows * columns, seed), [rows, columns]);
const cube = (a: number, b: number, c: number, seed: number) =>
  tf.tensor3d(numbers(a * b * c, seed), [a, b, c]);
const vector = (size: number, seed: number) => tf.tensor1d(numbers(size, seed));

/** Every operation of the network, by what it is: its inputs, and the operation. */
const operations: Record<string, { inputs: () => tf.Tensor[]; run: (inputs: tf.Tensor[]) => tf.Tensor }> = {
  'a linear layer': {
    inputs: () => [matrix(9, 20, 1), matrix(13, 20, 2), vector(13, 5)],
    run: ([x, w, b]) => dense(x as tf.Tensor2D, w as tf.Tensor2D, b as tf.Tensor1D),
  },
  GELU: { inputs: () => [tf.mul(vector(203, 1), 6)], run: ([x]) => gelu(x!) },
  'a layer norm': {
    inputs: () => [tf.add(matrix(6, 24, 1), 3), vector(24, 2), vector(24, 5)],
    run: ([x, gamma, beta]) => layerNorm(x as tf.Tensor2D, gamma as tf.Tensor1D, beta as tf.Tensor1D, 1e-12),
  },
  dropout: { inputs: () => [matrix(9, 7, 1)], run: ([x]) => dropout(x!, dropped) },
  'attention with padding and dropout': {
    inputs: () => [cube(3, 6, 8, 1), cube(3, 6, 8, 2), cube(3, 6, 8, 5)],
    run: ([q, k, v]) => {
      const mask = tf.tensor2d([1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0], [3, 6]);
      return attention({ q: q as tf.Tensor3D, k: k as tf.Tensor3D, v: v as tf.Tensor3D, mask }, 2, dropped);
    },
  },
  'a lookup in a table': {
    inputs: () => [matrix(5, 3, 1)],
    run: ([table]) => embeddingLookup(table as tf.Tensor2D, tf.tensor1d([4, 0, 4, 2], 'int32')),
  },
  'a hyperbolic tangent': { inputs: () => [matrix(4, 5, 1)], run: ([x]) => tf.tanh(x!) },
};

/** Every objective with its defaults. */
const objectives = objectiveSchema.options.map((option) =>
  objectiveSchema.parse({ name: option.shape.name.value }),
);

describe.each(comparedBackends)('on $label', ({ backend, usable }) => {
  describe.runIf(usable)('as on cpu', () => {
    it.each(Object.entries(operations))('value and gradients of %s', async (_name, { inputs, run }) => {
      const compute = () => [run(inputs()), ...valueAndGradients(inputs(), run)];
      await expectSame(backend, () => valuesOf(tf.tidy(compute)));
    });

    it.each(objectives)('loss and gradients of a BERT that learns by $name', async (recipe) => {
      await expectSame(backend, () => gradientsBy(recipe));
    });

    it('a step of AdamW', async () => {
      await expectSame(backend, async () => {
        const variable = tf.variable(matrix(5, 7, 1));
        const optimizer = new AdamW([{ name: 'w', variable, decays: true }], { weightDecay: 0.1 });
        for (const seed of [2, 3]) {
          const gradient = matrix(5, 7, seed);
          optimizer.step([gradient], { learningRate: 0.1, gradientScale: 0.5 });
          gradient.dispose();
        }
        const { moments } = await optimizer.state();
        const values = [await variable.data(), ...Object.values(moments).map((moment) => moment.values)];
        optimizer.dispose();
        variable.dispose();
        return values;
      });
    });

    it('nothing stays behind in its memory after training steps', async () => {
      await backend.activate();
      const variable = tf.variable(matrix(5, 7, 1));
      const optimizer = new AdamW([{ name: 'w', variable, decays: true }], { weightDecay: 0.1 });
      const held: number[] = [];
      for (let i = 0; i < 4; i++) {
        const { gradients, scalars } = gradientsOf(
          [{ name: 'w', variable, decays: true }],
          new Int32Array(1),
          null,
          () => ({
            loss: tf.sum(tf.square(dense(matrix(3, 7, 2), variable as tf.Tensor2D, vector(5, 3)))),
            parts: {},
          }),
        );
        optimizer.step(gradients, { learningRate: 0.1, gradientScale: 0.5 });
        await scalars.data();
        tf.dispose([scalars, gradients.filter((gradient) => gradient !== null)]);
        held.push(tf.engine().backend.numDataIds());
      }
      // The first step may set something up.
      expect(held.slice(2)).toEqual([held[1], held[1]]);
      optimizer.dispose();
      variable.dispose();
    });

    it('a sum of more tensors than a GPU binds buffers at once', async () => {
      await expectSame(backend, () =>
        valuesOf([tf.tidy(() => tf.addN(Array.from({ length: 41 }, (_, i) => vector(3, i + 1))))]),
      );
    });

    it('a whole training step', async () => {
      const check = await tryTrainingStep(backend);
      expect(agrees(check), JSON.stringify(check)).toBe(true);
    });
  });
});

async function valuesOf(tensors: tf.Tensor[]): Promise<ArrayLike<number>[]> {
  const values = await Promise.all(tensors.map((tensor) => tensor.data()));
  tf.dispose(tensors);
  return values;
}

async function expectSame(backend: Backend, compute: () => Promise<ArrayLike<number>[]>): Promise<void> {
  await cpu.activate();
  const wanted = await compute();
  await backend.activate();
  const found = await compute();
  expect(found.length).toBe(wanted.length);
  found.forEach((values, i) => {
    expectClose(values, wanted[i]!, 2e-5);
  });
}

/** The loss of a batch and its gradients with respect to every weight. */
async function gradientsBy(recipe: (typeof objectives)[number]): Promise<ArrayLike<number>[]> {
  const [batch, tokens, classes] = [4, 6, 3];
  const objective = objectiveOf(recipe, { kind: 'classification', student: tiny, teacher: tiny });
  const random = randomFor(3, 'agreement');
  const variables = (arrays: Record<string, { shape: readonly number[]; values: Float32Array }>) =>
    Object.fromEntries(
      Object.entries(arrays).map(([name, { shape, values }]) => [
        name,
        tf.tidy(() => tf.variable(tf.tensor(values, [...shape]))),
      ]),
    );
  const student = variables(tinyWeights(classes));
  const teacher = variables(
    Object.fromEntries(
      Object.entries(tinyWeights(classes)).map(([name, { shape, values }]) => [
        name,
        { shape, values: values.map((value, i) => value + 0.2 * Math.sin(i + shape.length)) },
      ]),
    ),
  );
  const own = variables(
    Object.fromEntries(
      Object.entries(objective.weights).map(([name, shape]) => [
        name,
        { shape, values: numbers(tf.util.sizeFromShape([...shape]), 2) },
      ]),
    ),
  );
  const ids = Int32Array.from({ length: batch * tokens }, (_, i) => (i * 7) % tiny.vocabularySize);
  const parameters = Object.entries({ ...student, ...own }).map(([name, variable]) => ({
    name,
    variable,
    decays: false,
  }));
  const { gradients, scalars } = gradientsOf(parameters, new Int32Array(batch), null, () => {
    const inputs: EncoderInputs = {
      ids: tf.tensor2d(ids, [batch, tokens], 'int32'),
      typeIds: tf.zeros<tf.Rank.R2>([batch, tokens], 'int32'),
      mask: tf.tensor2d(
        Array.from({ length: batch * tokens }, (_, i) => (i % tokens < 4 ? 1 : 0)),
        [batch, tokens],
      ),
    };
    return objective.evaluate({
      student: networkOutputs(
        { weights: student, config: tiny },
        inputs,
        objective.needs.student,
        'cls',
        random,
      ),
      teacher:
        Object.keys(objective.needs.teacher).length === 0
          ? {}
          : constantOutputs({ weights: teacher, config: tiny }, inputs, objective.needs.teacher),
      labels: tf.tensor1d([0, 1, 2, 1], 'int32'),
      mask: inputs.mask,
      weights: own,
    });
  });
  const values = await valuesOf([scalars, ...gradients.filter((gradient) => gradient !== null)]);
  tf.dispose([student, teacher, own]);
  return values;
}
