import type { Random } from '@stillhouse/domain/random/random.ts';
import * as tf from '@tensorflow/tfjs';
import { withGradient } from './custom-gradient.ts';
import { hasFused, runFused } from './fused.ts';

/** How a mask is drawn: element i is kept where a hash of (seed, i) reaches the threshold. */
export interface DropoutMask extends Record<string, number> {
  seed: number;
  /** The rate in units of 2⁻²⁴; 0 drops nothing. */
  threshold: number;
  /** 1 / (1 − rate), what is kept is multiplied by. */
  scale: number;
}

/** @param random null outside training: nothing is dropped */
export function drawMask(rate: number, random: Random | null): DropoutMask {
  if (!random || rate === 0) return { seed: 0, threshold: 0, scale: 1 };
  return {
    seed: random.below(2 ** 32) | 0,
    threshold: Math.round(rate * 2 ** 24),
    scale: 1 / (1 - rate),
  };
}

/** Dropout (Srivastava et al. 2014), inverted: the expectation stays. Of any shape. */
export function dropout<T extends tf.Tensor>(x: T, mask: DropoutMask): T {
  if (mask.threshold === 0) return x;
  return hasFused('FusedDropout') ? fused(x, mask) : composed(x, mask);
}

/** Computes the mask again in the backward pass. */
function fused<T extends tf.Tensor>(x: T, mask: DropoutMask): T {
  const masked = (values: T) => runFused('FusedDropout', { x: values }, mask) as T;
  return withGradient(
    [x],
    () => ({ value: masked(x), keep: [] }),
    (dy) => [masked(dy)],
  );
}

function composed<T extends tf.Tensor>(x: T, mask: DropoutMask): T {
  return withGradient(
    [x],
    () => {
      const factors = maskTensor(x.shape, mask);
      return { value: tf.mul<T>(x, factors), keep: [factors] };
    },
    (dy, [factors]) => [tf.mul(dy, factors as tf.Tensor)],
  );
}

/** The mask as a tensor of 0 and `scale`: what the fused kernels compute as they go (trainer/kernels/dropout.ts). */
export function maskTensor(shape: number[], mask: DropoutMask): tf.Tensor {
  const values = new Float32Array(tf.util.sizeFromShape(shape));
  for (let i = 0; i < values.length; i++) values[i] = isKept(i, mask) ? mask.scale : 0;
  return tf.tensor(values, shape);
}

function isKept(position: number, { seed, threshold }: DropoutMask): boolean {
  let hash = position ^ seed;
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  hash ^= hash >>> 16;
  return hash >>> 8 >= threshold;
}
