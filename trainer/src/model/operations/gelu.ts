import * as tf from '@tensorflow/tfjs';
import { withGradient } from './custom-gradient.ts';
import { hasFused, runFused } from './fused.ts';

const inverseSqrt2Pi = 1 / Math.sqrt(2 * Math.PI);

/** GELU by the error function, as in BERT: x·Φ(x) (Hendrycks & Gimpel 2016). Of any shape. */
export function gelu<T extends tf.Tensor>(x: T): T {
  return withGradient(
    [x],
    () => ({
      value: hasFused('FusedGelu')
        ? (runFused('FusedGelu', { x }) as T)
        : tf.mul<T>(x, normalDistribution(x)),
      keep: [x],
    }),
    (dy, [x]) => {
      if (!x) throw new Error('The input of GELU was not kept.');
      if (hasFused('FusedGeluGradient')) return [runFused('FusedGeluGradient', { x, dy })];
      const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), inverseSqrt2Pi);
      return [tf.mul(dy, tf.add(normalDistribution(x), tf.mul(x, density)))];
    },
  );
}

/** Φ(x) = (1 + erf(x/√2)) / 2. */
function normalDistribution(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
}
