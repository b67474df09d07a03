import * as tf from '@tensorflow/tfjs';

/**
 * Soft cross-entropy, mean over the batch of −Σ_c target·logSoftmax(logits). No gradient reaches the target.
 * (`tf.losses.softmaxCrossEntropy` of TensorFlow.js 4.22 has a wrong gradient for soft targets.)
 *
 * @param target [batch, classes], each row summing to 1
 * @param logits [batch, classes]
 */
export function crossEntropy(target: tf.Tensor2D, logits: tf.Tensor2D): tf.Scalar {
  return towards(target, logits, (logProbabilities) => tf.neg(tf.mul(target, logProbabilities)));
}

/**
 * Cross-entropy of gold labels, mean over the batch.
 *
 * @param labels [batch] int32
 * @param logits [batch, classes]
 */
export function hardCrossEntropy(labels: tf.Tensor1D, logits: tf.Tensor2D): tf.Scalar {
  // Cast after the fact: with a float dtype the wasm backend's oneHot (4.22) writes the bits of integers.
  const target = tf.cast<tf.Tensor2D>(tf.oneHot(labels, logits.shape[1]) as tf.Tensor2D, 'float32');
  return crossEntropy(target, logits);
}

/**
 * KL(softmax(targetLogits) ‖ softmax(logits)), mean over the rows. No gradient reaches the target.
 *
 * @param targetLogits [batch, classes]
 * @param logits [batch, classes]
 */
export function klDivergence(targetLogits: tf.Tensor2D, logits: tf.Tensor2D): tf.Scalar {
  const logTarget = tf.logSoftmax(targetLogits);
  const target = tf.exp(logTarget);
  return towards(target, logits, (logProbabilities) => tf.mul(target, tf.sub(logTarget, logProbabilities)));
}

/** The batch's mean of a sum of terms whose gradient with respect to the logits is softmax(logits) − target. */
function towards(
  target: tf.Tensor2D,
  logits: tf.Tensor2D,
  terms: (logProbabilities: tf.Tensor2D) => tf.Tensor,
): tf.Scalar {
  const [batch] = logits.shape;
  const operation = tf.customGrad((logits, save) => {
    const logProbabilities = tf.logSoftmax(logits as tf.Tensor2D); // [batch, classes], the row's maximum subtracted
    (save as unknown as (tensors: tf.Tensor[]) => void)([logProbabilities, target]);
    return {
      value: tf.div(tf.sum(terms(logProbabilities)), batch),
      gradFunc: (dy, saved) => {
        const [logProbabilities, target] = saved as [tf.Tensor2D, tf.Tensor2D];
        return tf.mul(tf.sub(tf.exp(logProbabilities), target), tf.div(dy, batch));
      },
    };
  });
  return operation(logits) as tf.Scalar;
}
