import * as tf from '@tensorflow/tfjs';
import { type Parameter, sumOfSquares } from './adamw.ts';

/** What a step's loss is made of. */
export interface LossValues {
  /** What is minimized: a mean over the examples of the batch. */
  loss: tf.Scalar;
  /** Further scalars to watch, by name; means over the examples as well. */
  parts: Record<string, tf.Scalar>;
}

/** A loss and its gradients; the caller disposes both. */
export interface Gradients {
  /** One for each parameter; null where the loss does not depend on it. */
  gradients: (tf.Tensor | null)[];
  /** Names of the values in `scalars`: `loss`, its parts, `squaredNorm`. */
  names: string[];
  scalars: tf.Tensor1D;
}

/**
 * The mean gradient over a batch, computed for `microBatch` examples at a time: Σ_k (n_k / n) ∇L_k, which is the gradient of the whole
 * batch's mean loss wherever the loss is a mean over examples.
 *
 * @param microBatch null: the whole batch at once
 */
export function gradientsOf(
  parameters: readonly Parameter[],
  batch: Int32Array,
  microBatch: number | null,
  lossOf: (batch: Int32Array) => LossValues,
): Gradients {
  const size = microBatch ?? batch.length;
  let sum = partialGradients(parameters, () => lossOf(batch.subarray(0, size)));
  if (size < batch.length) sum = scaled(sum, size / batch.length);
  for (let start = size; start < batch.length; start += size) {
    const part = batch.subarray(start, start + size);
    sum = added(
      sum,
      partialGradients(parameters, () => lossOf(part)),
      part.length / batch.length,
    );
  }
  return withNorm(sum);
}

/** Without the norm. */
function partialGradients(parameters: readonly Parameter[], lossOf: () => LossValues): Gradients {
  let names: string[] = [];
  let gradients: (tf.Tensor | null)[] = [];
  const scalars = tf.tidy(() => {
    let parts: Record<string, tf.Scalar> = {};
    const { value, grads } = tf.engine().gradients(
      () => {
        const values = lossOf();
        // The tape's own tidy would take them away.
        parts = Object.fromEntries(Object.entries(values.parts).map(([name, part]) => [name, tf.keep(part)]));
        return values.loss;
      },
      parameters.map(({ variable }) => variable),
      undefined,
      true,
    );
    gradients = grads.map((gradient) => (gradient ? tf.keep(gradient) : null));
    names = ['loss', ...Object.keys(parts)];
    const stacked = tf.stack([value as tf.Scalar, ...Object.values(parts)]) as tf.Tensor1D;
    tf.dispose(parts);
    return stacked;
  });
  return { gradients, names, scalars };
}

function scaled({ gradients, names, scalars }: Gradients, share: number): Gradients {
  return {
    gradients: gradients.map((gradient) => gradient && replaced([gradient], () => tf.mul(gradient, share))),
    names,
    scalars: replaced([scalars], () => tf.mul(scalars, share)),
  };
}

function added(sum: Gradients, one: Gradients, share: number): Gradients {
  return {
    gradients: sum.gradients.map((before, i) => {
      const gradient = one.gradients[i];
      if (!gradient) return before;
      if (!before) return replaced([gradient], () => tf.mul(gradient, share));
      return replaced([before, gradient], () => tf.add(before, tf.mul(gradient, share)));
    }),
    names: sum.names,
    scalars: replaced([sum.scalars, one.scalars], () => tf.add(sum.scalars, tf.mul(one.scalars, share))),
  };
}

function withNorm({ gradients, names, scalars }: Gradients): Gradients {
  const all = replaced([scalars], () => {
    const squaredNorm = sumOfSquares(gradients.filter((gradient) => gradient !== null));
    return tf.concat1d([scalars, tf.reshape(squaredNorm, [1]) as tf.Tensor1D]);
  });
  return { gradients, names: [...names, 'squaredNorm'], scalars: all };
}

/** A tensor in the place of others, which go. */
function replaced<T extends tf.Tensor>(old: tf.Tensor[], make: () => T): T {
  const made = tf.tidy(make);
  tf.dispose(old);
  return made;
}
