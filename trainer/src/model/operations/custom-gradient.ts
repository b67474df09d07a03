import * as tf from '@tensorflow/tfjs';

/**
 * `tf.customGrad` with one gradient for each input, typed.
 *
 * @param inputs what the gradient is taken with respect to; one that needs none gets `null` from `gradients`
 * @param forward the value, and the tensors that the backward pass needs
 * @param gradients from dy and what was kept to one gradient for each input
 */
export function withGradient<Value extends tf.Tensor>(
  inputs: readonly tf.Tensor[],
  forward: () => { value: Value; keep: readonly tf.Tensor[] },
  gradients: (dy: Value, kept: tf.Tensor[]) => tf.Tensor[],
): Value {
  const operation = tf.customGrad((...values) => {
    const save = values.at(-1) as unknown as (tensors: tf.Tensor[]) => void;
    const { value, keep } = forward();
    save([...keep]);
    return { value, gradFunc: (dy, kept) => gradients(dy as Value, kept) };
  });
  return operation(...inputs) as Value;
}
