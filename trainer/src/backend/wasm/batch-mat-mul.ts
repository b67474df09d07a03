import * as tf from '@tensorflow/tfjs';
import { dimension, type KernelModule, registerWasmKernel, required } from './kernel-module.ts';

/**
 * Matrix product in place of TensorFlow.js's own, which takes its fast path only for a single product without transposes.
 * Batch dimensions broadcast as in `tf.matMul`.
 */
export function registerBatchMatMul(kernels: KernelModule): void {
  registerWasmKernel('BatchMatMul', (inputs, attributes) => {
    const a = required(inputs, 'a');
    const b = required(inputs, 'b');
    const { transposeA, transposeB } = attributes;
    const m = dimension(a, transposeA ? -1 : -2);
    const depth = dimension(a, transposeA ? -2 : -1);
    const n = dimension(b, transposeB ? -2 : -1);
    if (dimension(b, transposeB ? -1 : -2) !== depth) {
      throw new Error(`Shapes [${a.shape}] and [${b.shape}] do not fit for a matrix product.`);
    }
    const batchA = a.shape.slice(0, -2);
    const batchB = b.shape.slice(0, -2);
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
    const output = kernels.output([...batch, m, n]);
    const multiply = (count: number, from: Offsets, stepA: number, stepB: number, stepC: number) =>
      kernels.call.gemmBatch(
        count,
        transposeA ? 1 : 0,
        transposeB ? 1 : 0,
        m,
        n,
        depth,
        kernels.pointer(a) + 4 * from.a,
        dimension(a, -1),
        stepA,
        kernels.pointer(b) + 4 * from.b,
        dimension(b, -1),
        stepB,
        kernels.pointer(output) + 4 * from.c,
        n,
        stepC,
        kernels.scratch,
      );
    const sizeA = m * depth;
    const sizeB = depth * n;
    const count = tf.util.sizeFromShape(batch);
    const countA = tf.util.sizeFromShape(batchA);
    const countB = tf.util.sizeFromShape(batchB);
    const isWhole = (size: number) => size === 1 || size === count;
    if (depth === 0 || count * m * n === 0) {
      // An empty sum: the output, whose memory is not cleared, is all zeros.
      return zeros(kernels, output);
    }
    if (isWhole(countA) && isWhole(countB)) {
      const stepA = countA === 1 ? 0 : sizeA;
      const stepB = countB === 1 ? 0 : sizeB;
      multiply(count, { a: 0, b: 0, c: 0 }, stepA, stepB, m * n);
      return output;
    }
    for (let i = 0; i < count; i++) {
      const position = tf.util.indexToLoc(i, batch.length, tf.util.computeStrides([...batch, 1]));
      const from = {
        a: flatIndex(position, batchA) * sizeA,
        b: flatIndex(position, batchB) * sizeB,
        c: i * m * n,
      };
      multiply(1, from, 0, 0, 0);
    }
    return output;
  });
}

interface Offsets {
  a: number;
  b: number;
  c: number;
}

/** Where `position` of the broadcast shape lies in an operand of shape `shape`, aligned at the last axis. */
function flatIndex(position: readonly number[], shape: readonly number[]): number {
  const shift = position.length - shape.length;
  return shape.reduce(
    (flat, size, axis) => flat * size + (size === 1 ? 0 : (position[axis + shift] ?? 0)),
    0,
  );
}

function zeros(kernels: KernelModule, output: tf.TensorInfo): tf.TensorInfo {
  // The sum over no rows.
  kernels.call.columnSum(0, tf.util.sizeFromShape(output.shape), 0, kernels.pointer(output));
  return output;
}
