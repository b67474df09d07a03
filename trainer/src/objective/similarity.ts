import * as tf from '@tensorflow/tfjs';

/** Rows divided by their Euclidean length; a row of zeros stays one. @param x [rows, width] */
export function normalizeRows(x: tf.Tensor2D): tf.Tensor2D {
  const squares = tf.sum(tf.square(x), 1, true); // [rows, 1]
  return tf.mul(x, tf.rsqrt(tf.maximum(squares, 1e-24)));
}

/** What is added to a similarity that softmax is to pass over: finite, so that 0 · it is 0. */
const excluded = -1e9;

/** [size, size], a large negative number on the diagonal and 0 elsewhere. */
export function diagonalMask(size: number): tf.Tensor2D {
  return tf.mul(tf.eye(size), excluded);
}
