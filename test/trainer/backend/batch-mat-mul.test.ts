import { wasm } from '@stillhouse/trainer/backend/wasm.ts';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../close-to.ts';
import { numbers } from './on-both.ts';

const sizes = [
  { m: 1, n: 1, k: 1 },
  { m: 3, n: 5, k: 7 },
  { m: 4, n: 8, k: 16 },
  { m: 17, n: 33, k: 9 },
  // Beyond one block of packed rows and columns.
  { m: 6, n: 530, k: 300 },
];
const transposes = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

beforeAll(() => wasm.activate());

describe.each(transposes)('with transposes %s, %s', (transposeA, transposeB) => {
  it.each(sizes)('a product of $m×$k and $k×$n is the sum of products', async ({ m, n, k }) => {
    const a = numbers(m * k, 1);
    const b = numbers(k * n, 2);
    const product = tf.tidy(() =>
      tf.matMul(
        tf.tensor2d(a, transposeA ? [k, m] : [m, k]),
        tf.tensor2d(b, transposeB ? [n, k] : [k, n]),
        transposeA,
        transposeB,
      ),
    );
    expect(product.shape).toEqual([m, n]);
    const wanted = Array.from({ length: m * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      let sum = 0;
      for (let p = 0; p < k; p++)
        sum += a[transposeA ? p * m + i : i * k + p]! * b[transposeB ? j * k + p : p * n + j]!;
      return sum;
    });
    expectClose(await product.data(), wanted, 5e-6);
    product.dispose();
  });

  it.each([
    { batchA: [6], batchB: [6], batch: [6] },
    { batchA: [6], batchB: [1], batch: [6] },
    { batchA: [1], batchB: [6], batch: [6] },
    { batchA: [2, 3], batchB: [3], batch: [2, 3] },
    { batchA: [2, 1], batchB: [1, 3], batch: [2, 3] },
    { batchA: [], batchB: [2, 3], batch: [2, 3] },
  ])('batches $batchA and $batchB broadcast to $batch', async ({ batchA, batchB, batch }) => {
    const [m, n, k] = [3, 5, 4];
    const size = (shape: number[]) => shape.reduce((product, length) => product * length, 1);
    const a = numbers(size(batchA) * m * k, 1);
    const b = numbers(size(batchB) * k * n, 2);
    const product = tf.tidy(() =>
      tf.matMul(
        tf.tensor(a, [...batchA, ...(transposeA ? [k, m] : [m, k])]),
        tf.tensor(b, [...batchB, ...(transposeB ? [n, k] : [k, n])]),
        transposeA,
        transposeB,
      ),
    );
    expect(product.shape).toEqual([...batch, m, n]);
    const wanted = Array.from({ length: size(batch) * m * n }, (_, at) => {
      const [matrix, i, j] = [Math.floor(at / (m * n)), Math.floor(at / n) % m, at % n];
      const startA = matrixIndex(matrix, batch, batchA) * m * k;
      const startB = matrixIndex(matrix, batch, batchB) * k * n;
      let sum = 0;
      for (let p = 0; p < k; p++) {
        sum +=
          a[startA + (transposeA ? p * m + i : i * k + p)]! *
          b[startB + (transposeB ? j * k + p : p * n + j)]!;
      }
      return sum;
    });
    expectClose(await product.data(), wanted, 5e-6);
    product.dispose();
  });
});

it('shapes that do not fit are refused', () => {
  expect(() => tf.tidy(() => tf.matMul(tf.zeros([2, 3]), tf.zeros([2, 3])))).toThrow(/2,3/);
});

it('a product over nothing is zero', async () => {
  const product = tf.tidy(() => tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 3])));
  expect([...(await product.data())]).toEqual([0, 0, 0, 0, 0, 0]);
  product.dispose();
});

/** Index of the operand's matrix that takes part in the output's matrix `flat`. */
function matrixIndex(flat: number, batch: number[], operand: number[]): number {
  let rest = flat;
  const position: number[] = [];
  for (const length of [...batch].reverse()) {
    position.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return operand.reduce((index, length, axis) => {
    const at = position[axis + batch.length - operand.length]!;
    return index * length + (length === 1 ? 0 : at);
  }, 0);
}
