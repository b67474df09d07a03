import { cpu } from '@stillhouse/trainer/backend/cpu.ts';
import { wasm } from '@stillhouse/trainer/backend/wasm.ts';
import type { Parameter } from '@stillhouse/trainer/training/adamw.ts';
import { gradientsOf, type LossValues } from '@stillhouse/trainer/training/gradients.ts';
import { randomFor } from '@stillhouse/trainer/training/random.ts';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectClose } from '../close-to.ts';

const random = randomFor(3, 'gradients');
const inputs = Array.from({ length: 11 }, () => [random.next(), random.next() - 0.5, random.next()]);
const targets = Array.from({ length: 11 }, () => random.next());
const batch = Int32Array.of(7, 2, 9, 0, 4, 10, 3);

describe.each([wasm, cpu])('gradients on $name', (backend) => {
  let parameters: Parameter[];
  beforeAll(() => backend.activate());
  beforeEach(() => {
    const variable = (values: tf.Tensor) => tf.tidy(() => tf.variable(values));
    parameters = [
      { name: 'slope', variable: variable(tf.tensor2d([[0.3], [-1.2], [0.7]])), decays: false },
      { name: 'unused', variable: variable(tf.tensor1d([1])), decays: false },
      { name: 'offset', variable: variable(tf.tensor1d([0.1])), decays: false },
    ];
  });
  afterEach(() => tf.dispose(parameters.map(({ variable }) => variable)));

  /** Mean over the batch of (tanh(x·slope + offset) − y)². */
  const lossOf = (positions: Int32Array): LossValues => {
    const x = tf.tensor2d(Array.from(positions, (i) => inputs[i]!));
    const y = tf.tensor2d(Array.from(positions, (i) => [targets[i]!]));
    const [slope, , offset] = parameters.map(({ variable }) => variable);
    const predicted = tf.tanh(tf.add(tf.matMul(x, slope as unknown as tf.Tensor2D), offset!));
    const loss: tf.Scalar = tf.mean(tf.squaredDifference(predicted, y));
    return { loss, parts: { mean: tf.mean(predicted) } };
  };
  const compute = async (microBatch: number | null) => {
    const { gradients, names, scalars } = gradientsOf(parameters, batch, microBatch, lossOf);
    const values = Object.fromEntries(names.map((name, i) => [name, scalars.dataSync()[i]!]));
    const arrays = gradients.map((gradient) => gradient && Array.from(gradient.dataSync()));
    tf.dispose([scalars, ...gradients.filter((gradient) => gradient !== null)]);
    return { values, arrays };
  };

  it.each([1, 2, 3, 6])('of parts of %i add up to those of the whole batch', async (microBatch) => {
    const before = tf.memory().numTensors;
    const [whole, parts] = [await compute(null), await compute(microBatch)];
    expect(tf.memory().numTensors).toBe(before);
    expect(parts.arrays[1]).toBeNull();
    for (const i of [0, 2]) expectClose(parts.arrays[i]!, whole.arrays[i]!, 1e-7);
    expect(Object.keys(parts.values)).toEqual(['loss', 'mean', 'squaredNorm']);
    expectClose(Object.values(parts.values), Object.values(whole.values), 1e-6);
  });

  it('of a part as large as the batch are those of the batch, bit for bit', async () => {
    expect(await compute(7)).toEqual(await compute(null));
    expect(await compute(99)).toEqual(await compute(null));
  });

  it('are those of the definition, by differences', async () => {
    const { arrays } = await compute(3);
    const slope = parameters[0]!.variable;
    const values = Array.from(slope.dataSync());
    const at = (element: number, change: number) => {
      const moved = values.map((value, i) => (i === element ? value + change : value));
      tf.tidy(() => slope.assign(tf.tensor2d(moved, [3, 1])));
      return tf.tidy(() => lossOf(batch).loss.dataSync()[0]!);
    };
    for (const element of [0, 1, 2]) {
      const slopeThere = (at(element, 1e-2) - at(element, -1e-2)) / 2e-2;
      expect(arrays[0]![element]).toBeCloseTo(slopeThere, 3);
    }
  });
});
