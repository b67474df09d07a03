import * as tf from '@tensorflow/tfjs';
import { withGradient } from './custom-gradient.ts';
import { hasFused, runFused } from './fused.ts';

const inverseSqrt2Pi = 1 / Math.sqrt(2 * Math.PI);

/** GELU by the error function, as in BERT: x·Φ(x) (Hendrycks & Gimpel 2016). Of any shape. */
export function gelu<T extends tf.Tensor>(x: T): T {
  return hasFused('FusedGelu') ? fusedGelu(x) : composedGelu(x);
}

function fusedGelu<T extends tf.Tensor>(x: T): T {
  return withGradient(
    [x],
    () => ({ value: runFused('FusedGelu', { x }) as T, keep: [x] }),
    (dy, [x]) => [runFused('FusedGeluGradient', { x: x as T, dy })],
  );
}

function composedGelu<T extends tf.Tensor>(x: T): T {
  return withGradient(
    [x],
    () => {
      const distribution = normalDistribution(x);
      return { value: tf.mul<T>(x, distribution), keep: [x, distribution] };
    },
    (dy, kept) => {
      const [x, distribution] = kept as [T, tf.Tensor];
      const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), inverseSqrt2Pi);
      return [tf.mul(dy, tf.add(distribution, tf.mul(x, density)))];
    },
  );
}

/** Φ(x) = (1 + erf(x/√2)) / 2. */
function normalDistribution(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
}
