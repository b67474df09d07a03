import * as tf from '@tensorflow/tfjs';
import { columnSum } from './column-sum.ts';
import { withGradient } from './custom-gradient.ts';
import { hasFused, runFused } from './fused.ts';

/**
 * y = x·Wᵀ + b.
 *
 * @param x [rows, in]
 * @param weight [out, in], as Hugging Face and PyTorch store it
 * @param bias [out]
 * @returns [rows, out]
 */
export function dense(x: tf.Tensor2D, weight: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  return withGradient(
    [x, weight, bias],
    () => ({
      value: hasFused('FusedDense')
        ? (runFused('FusedDense', { x, weight, bias }) as tf.Tensor2D)
        : tf.add<tf.Tensor2D>(tf.matMul(x, weight, false, true), bias),
      keep: [x, weight],
    }),
    (dy, [x, weight]) => [
      tf.matMul(dy, weight as tf.Tensor2D), // [rows, in]
      tf.matMul(dy, x as tf.Tensor2D, true, false), // [out, in]
      columnSum(dy), // [out]
    ],
  );
}
