import * as tf from '@tensorflow/tfjs';
import { diagonalMask, normalizeRows } from './similarity.ts';

/**
 * Supervised contrastive loss (Khosla et al. 2020, equation 2, "out"), mean over the anchors:
 * −1/|P(i)| · Σ_{p∈P(i)} log softmax_{a≠i}(z_i·z_a / τ)_p, P(i) the others of the same label. An anchor without one adds 0.
 *
 * @param embeddings [anchors, dimension]; normalized here
 * @param labels [anchors] int32
 */
export function supervisedContrastive(
  embeddings: tf.Tensor2D,
  labels: tf.Tensor1D,
  temperature: number,
): tf.Scalar {
  const [anchors] = embeddings.shape;
  const z = normalizeRows(embeddings);
  const similarities = tf.div(tf.matMul(z, z, false, true), temperature); // [anchors, anchors]
  const logShares = tf.logSoftmax(tf.add<tf.Tensor2D>(similarities, diagonalMask(anchors)));
  const sameLabel = tf.cast(tf.equal(tf.expandDims(labels, 1), tf.expandDims(labels, 0)), 'float32');
  const positives = tf.mul(sameLabel, tf.sub(1, tf.eye(anchors))); // [anchors, anchors]
  const counts = tf.maximum(tf.sum(positives, 1, true), 1); // [anchors, 1]
  return tf.div(tf.sum(tf.mul(tf.div(positives, counts), logShares)), -anchors);
}
