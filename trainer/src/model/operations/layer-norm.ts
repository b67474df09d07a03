import * as tf from '@tensorflow/tfjs';
import { columnSum } from './column-sum.ts';
import { withGradient } from './custom-gradient.ts';
import { hasFused, runFused, runFusedMany } from './fused.ts';

/**
 * (x − mean) / √(variance + epsilon) · gamma + beta over each row (Ba et al. 2016).
 *
 * @param x [rows, width]
 * @param gamma [width]
 * @param beta [width]
 * @returns [rows, width]
 */
export function layerNorm(
  x: tf.Tensor2D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
): tf.Tensor2D {
  return hasFused('FusedLayerNorm') ? fused(x, gamma, beta, epsilon) : composed(x, gamma, beta, epsilon);
}

function fused(x: tf.Tensor2D, gamma: tf.Tensor1D, beta: tf.Tensor1D, epsilon: number): tf.Tensor2D {
  return withGradient(
    [x, gamma, beta],
    () => ({
      value: runFused('FusedLayerNorm', { x, gamma, beta }, { epsilon }) as tf.Tensor2D,
      keep: [x, gamma],
    }),
    (dy, kept) => {
      const [x, gamma] = kept as [tf.Tensor2D, tf.Tensor1D];
      return runFusedMany('FusedLayerNormGradient', { x, gamma, dy }, { epsilon });
    },
  );
}

function composed(x: tf.Tensor2D, gamma: tf.Tensor1D, beta: tf.Tensor1D, epsilon: number): tf.Tensor2D {
  return withGradient(
    [x, gamma, beta],
    () => {
      const { normal, scale } = normalized(x, epsilon);
      return { value: tf.add<tf.Tensor2D>(tf.mul(normal, gamma), beta), keep: [normal, scale, gamma] };
    },
    (dy, kept) => {
      const [normal, scale, gamma] = kept as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
      const slope = tf.mul<tf.Tensor2D>(dy, gamma); // [rows, width]
      const along = tf.mean(tf.mul(slope, normal), 1, true); // [rows, 1]
      const centered = tf.sub(tf.sub(slope, tf.mean(slope, 1, true)), tf.mul(normal, along));
      return [tf.mul(scale, centered), columnSum(tf.mul(dy, normal)), columnSum(dy)];
    },
  );
}

function normalized(x: tf.Tensor2D, epsilon: number): { normal: tf.Tensor; scale: tf.Tensor } {
  const centered = tf.sub(x, tf.mean(x, 1, true));
  const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centered), 1, true), epsilon)); // [rows, 1]
  return { normal: tf.mul(centered, scale), scale };
}
