import { readFile } from 'node:fs/promises';
import { cpu } from '@stillhouse/trainer/backend/cpu.ts';
import { wasm } from '@stillhouse/trainer/backend/wasm.ts';
import { attention } from '@stillhouse/trainer/model/operations/attention.ts';
import { dense } from '@stillhouse/trainer/model/operations/dense.ts';
import { type DropoutMask, dropout } from '@stillhouse/trainer/model/operations/dropout.ts';
import { embeddingLookup } from '@stillhouse/trainer/model/operations/embedding-lookup.ts';
import { gelu } from '@stillhouse/trainer/model/operations/gelu.ts';
import { layerNorm } from '@stillhouse/trainer/model/operations/layer-norm.ts';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { compileKernels } from '../../../trainer/build-kernels.ts';
import { expectClose } from '../close-to.ts';
import { expectAgreement, numbers, onBoth, valueAndGradients } from './on-both.ts';

const mask: DropoutMask = { seed: -123456789, threshold: Math.round(0.3 * 2 ** 24), scale: 1 / 0.7 };
const nothing: DropoutMask = { seed: 0, threshold: 0, scale: 1 };

it('the committed kernels are what their source compiles to', async () => {
  const path = new URL('../../../trainer/src/backend/wasm/kernels.wasm', import.meta.url);
  expect(Buffer.from(await compileKernels()).equals(await readFile(path))).toBe(true);
});

describe('value and gradients on wasm are those on cpu, of', () => {
  it.each([
    [5, 7, 3],
    [8, 16, 12],
    [1, 1, 1],
  ])('a linear layer of %i rows, %i → %i', async (rows, inputs, outputs) => {
    const tensors = () => [
      tf.tensor2d(numbers(rows * inputs, 1), [rows, inputs]),
      tf.tensor2d(numbers(outputs * inputs, 2), [outputs, inputs]),
      tf.tensor1d(numbers(outputs, 5)),
    ];
    await expectAgreement(
      () =>
        valueAndGradients(tensors(), ([x, w, b]) =>
          dense(x as tf.Tensor2D, w as tf.Tensor2D, b as tf.Tensor1D),
        ),
      1e-6,
    );
  });

  it('GELU, from far left to far right', async () => {
    const x = () => tf.mul(tf.tensor1d(numbers(1003)), 12);
    await expectAgreement(() => [gelu(x())], 1e-6);
    await expectAgreement(() => valueAndGradients([x()], ([x]) => gelu(x!)), 2e-6);
  });

  it.each([3, 4, 16, 37])('a layer norm of width %i', async (width) => {
    const tensors = () => [
      tf.add(tf.tensor2d(numbers(6 * width, 1), [6, width]), 3),
      tf.tensor1d(numbers(width, 2)),
      tf.tensor1d(numbers(width, 5)),
    ];
    await expectAgreement(
      () =>
        valueAndGradients(tensors(), ([x, gamma, beta]) =>
          layerNorm(x as tf.Tensor2D, gamma as tf.Tensor1D, beta as tf.Tensor1D, 1e-12),
        ),
      1e-5,
    );
  });

  it('dropout: the same elements are dropped', async () => {
    const x = () => tf.tensor2d(numbers(9 * 7), [9, 7]);
    await expectAgreement(
      () => [dropout(x(), mask), ...valueAndGradients([x()], ([x]) => dropout(x!, mask))],
      1e-6,
    );
  });

  it.each([
    { name: 'without dropout', queries: 6, tokens: 6, dropped: nothing },
    { name: 'with dropout', queries: 6, tokens: 6, dropped: mask },
    { name: 'of one query', queries: 1, tokens: 9, dropped: mask },
  ])('attention $name', async ({ queries, tokens, dropped }) => {
    const [batch, heads, hidden] = [3, 2, 10];
    const real = Float32Array.from({ length: batch * tokens }, (_, i) =>
      i % tokens < tokens - Math.floor(i / tokens) ? 1 : 0,
    );
    const tensors = () => [
      tf.tensor3d(numbers(batch * queries * hidden, 1), [batch, queries, hidden]),
      tf.tensor3d(numbers(batch * tokens * hidden, 2), [batch, tokens, hidden]),
      tf.tensor3d(numbers(batch * tokens * hidden, 5), [batch, tokens, hidden]),
    ];
    const run = ([q, k, v]: tf.Tensor[]) =>
      attention(
        {
          q: q as tf.Tensor3D,
          k: k as tf.Tensor3D,
          v: v as tf.Tensor3D,
          mask: tf.tensor2d(real, [batch, tokens]),
        },
        heads,
        dropped,
      );
    await expectAgreement(() => [run(tensors()), ...valueAndGradients(tensors(), run)], 2e-6);
  });

  it('a lookup in a table, rows looked up twice and not at all', async () => {
    const ids = Int32Array.of(4, 0, 4, 2);
    await expectAgreement(
      () =>
        valueAndGradients([tf.tensor2d(numbers(5 * 3), [5, 3])], ([table]) =>
          embeddingLookup(table as tf.Tensor2D, tf.tensor1d(ids, 'int32')),
        ),
      1e-6,
    );
  });
});

it.each([wasm, cpu])(
  'a segment sum on $name adds the rows of each segment and leaves out negative ones',
  async (backend) => {
    await backend.activate();
    const sums = tf.tidy(() =>
      tf.unsortedSegmentSum(
        tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]),
        tf.tensor1d([2, 0, 2, -1], 'int32'),
        4,
      ),
    );
    expect([...(await sums.data())]).toEqual([3, 4, 0, 0, 6, 8, 0, 0]);
    sums.dispose();
  },
);

it('GELU is x·Φ(x)', async () => {
  const results = await onBoth(() => [gelu(tf.tensor1d([-8, -1, 0, 0.5, 1, 3]))]);
  // Φ(−1) = 0.158655, Φ(0.5) = 0.691462, Φ(1) = 0.841345, Φ(3) = 0.998650
  expectClose(results.wasm[0]!, [0, -0.158655, 0, 0.345731, 0.841345, 2.99595], 1e-6);
});

it('dropout keeps the share that it promises', async () => {
  const results = await onBoth(() => [dropout(tf.ones([100_000]), mask)]);
  const kept = results.wasm[0]!.filter((value) => value !== 0).length / 100_000;
  expect(kept).toBeGreaterThan(0.695);
  expect(kept).toBeLessThan(0.705);
});

it('a tensor made from another keeps its values when that one is disposed', async () => {
  await wasm.activate();
  const original = tf.tensor1d([1, 2, 3]);
  const copy = tf.clone(original);
  original.dispose();
  expect([...(await copy.data())]).toEqual([1, 2, 3]);
  copy.dispose();
});
