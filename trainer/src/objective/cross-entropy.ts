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

/**
 * Σ_r weight_r · KL(softmax(targetLogits_r) ‖ softmax(logits_r)). No gradient reaches target or weights.
 *
 * @param targetLogits [rows, classes]
 * @param logits [rows, classes]
 * @param weights [rows, 1]
 */
export function weightedKlDivergence(
  targetLogits: tf.Tensor2D,
  logits: tf.Tensor2D,
  weights: tf.Tensor2D,
): tf.Scalar {
  const logTarget = tf.logSoftmax(targetLogits);
  const target = tf.exp(logTarget);
  return towards(
    target,
    logits,
    (logProbabilities) => tf.mul(target, tf.sub(logTarget, logProbabilities)),
    weights,
  );
}

/**
 * A weighted sum of terms whose gradient with respect to the logits is softmax(logits) − target; the batch's mean without weights.
 *
 * @param weights [rows, 1]
 */
function towards(
  target: tf.Tensor2D,
  logits: tf.Tensor2D,
  terms: (logProbabilities: tf.Tensor2D) => tf.Tensor,
  weights: tf.Tensor = tf.scalar(1 / logits.shape[0]),
): tf.Scalar {
  const operation = tf.customGrad((logits, save) => {
    const logProbabilities = tf.logSoftmax(logits as tf.Tensor2D); // [batch, classes], the row's maximum subtracted
    (save as unknown as (tensors: tf.Tensor[]) => void)([logProbabilities, target, weights]);
    return {
      value: tf.sum(tf.mul(terms(logProbabilities), weights)),
      gradFunc: (dy, saved) => {
        const [logProbabilities, target, weights] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor];
        return tf.mul(tf.sub(tf.exp(logProbabilities), target), tf.mul(dy, weights));
      },
    };
  });
  return operation(logits) as tf.Scalar;
}
