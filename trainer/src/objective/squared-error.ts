import * as tf from '@tensorflow/tfjs';

/**
 * Mean squared error of gold scores.
 *
 * @param labels [batch] float32
 * @param logits [batch, 1]
 */
export function hardSquaredError(labels: tf.Tensor1D, logits: tf.Tensor2D): tf.Scalar {
  return squaredError(tf.reshape(tf.cast(labels, 'float32'), logits.shape), logits);
}

/** Mean of (x − target)² over all elements. Of any shape. */
export function squaredError(target: tf.Tensor, x: tf.Tensor): tf.Scalar {
  return tf.mean(tf.square(tf.sub(x, target)));
}
