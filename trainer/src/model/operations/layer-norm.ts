import * as tf from '@tensorflow/tfjs';
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
  return withGradient(
    [x, gamma, beta],
    () => ({
      value: hasFused('FusedLayerNorm')
        ? (runFused('FusedLayerNorm', { x, gamma, beta }, { epsilon }) as tf.Tensor2D)
        : tf.add<tf.Tensor2D>(tf.mul(normalized(x, epsilon).normal, gamma), beta),
      keep: [x, gamma],
    }),
    (dy, kept) => {
      const [x, gamma] = kept as [tf.Tensor2D, tf.Tensor1D];
      if (hasFused('FusedLayerNormGradient')) {
        return runFusedMany('FusedLayerNormGradient', { x, gamma, dy }, { epsilon });
      }
      const { normal, scale } = normalized(x, epsilon);
      const slope = tf.mul(dy, gamma); // [rows, width]
      const along = tf.mean(tf.mul(slope, normal), 1, true); // [rows, 1]
      const centered = tf.sub(tf.sub(slope, tf.mean(slope, 1, true)), tf.mul(normal, along));
      return [tf.mul(scale, centered), tf.sum(tf.mul(dy, normal), 0), tf.sum(dy, 0)];
    },
  );
}

function normalized(x: tf.Tensor2D, epsilon: number): { normal: tf.Tensor; scale: tf.Tensor } {
  const centered = tf.sub(x, tf.mean(x, 1, true));
  const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centered), 1, true), epsilon)); // [rows, 1]
  return { normal: tf.mul(centered, scale), scale };
}
