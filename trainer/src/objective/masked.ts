import * as tf from '@tensorflow/tfjs';

/**
 * Mean over the real tokens of a batch.
 *
 * @param values [batch, tokens]
 * @param mask [batch, tokens], 1 = real token
 */
export function meanOverTokens(values: tf.Tensor2D, mask: tf.Tensor2D): tf.Scalar {
  return tf.div(tf.sum(tf.mul(values, mask)), tf.sum(mask));
}

/**
 * Mean squared difference of states over real tokens and columns.
 *
 * @param target [batch, tokens, width]
 * @param x [batch, tokens, width]
 */
export function stateError(target: tf.Tensor3D, x: tf.Tensor3D, mask: tf.Tensor2D): tf.Scalar {
  return meanOverTokens(tf.mean<tf.Tensor2D>(tf.square(tf.sub(x, target)), 2), mask);
}

/**
 * Mean squared difference of attention over heads and pairs of real tokens.
 *
 * @param target [batch, heads, tokens, tokens]
 * @param x [batch, heads, tokens, tokens]
 */
export function attentionError(target: tf.Tensor4D, x: tf.Tensor4D, mask: tf.Tensor2D): tf.Scalar {
  const pairs = tf.mul(tf.expandDims(mask, 2), tf.expandDims(mask, 1)); // [batch, tokens, tokens]
  const errors = tf.mean(tf.square(tf.sub(x, target)), 1); // [batch, tokens, tokens]
  return tf.div(tf.sum(tf.mul(errors, pairs)), tf.sum(pairs));
}

/** x·Wᵀ for every token. @param x [batch, tokens, in]; @param weight [out, in]; @returns [batch, tokens, out] */
export function projectTokens(x: tf.Tensor3D, weight: tf.Tensor2D): tf.Tensor3D {
  const [batch, tokens, width] = x.shape;
  const rows: tf.Tensor2D = tf.reshape(x, [batch * tokens, width]);
  return tf.reshape(tf.matMul(rows, weight, false, true), [batch, tokens, weight.shape[0]]);
}
