import * as tf from '@tensorflow/tfjs';
import { withGradient } from './custom-gradient.ts';
import { type DropoutMask, maskTensor } from './dropout.ts';
import { hasFused, runFusedMany } from './fused.ts';

export interface AttentionInputs {
  /** [batch, queries, hidden] */
  q: tf.Tensor3D;
  /** [batch, tokens, hidden] */
  k: tf.Tensor3D;
  /** [batch, tokens, hidden] */
  v: tf.Tensor3D;
  /** [batch, tokens], 1 = real token, 0 = padding */
  mask: tf.Tensor2D;
}

/**
 * softmax(Q·Kᵀ/√depth)·V for each head (Vaswani et al. 2017, equation 1), with dropout on the weights. Head h reads the columns
 * h·depth … (h+1)·depth of q, k and v and writes the same columns of the result.
 *
 * @returns [batch, queries, hidden]
 */
export function attention(inputs: AttentionInputs, heads: number, dropped: DropoutMask): tf.Tensor3D {
  return hasFused('FusedAttention')
    ? fusedAttention(inputs, heads, dropped)
    : attentionInSteps(inputs, heads, dropped).context;
}

export interface AttentionSteps {
  /** [batch, queries, hidden] */
  context: tf.Tensor3D;
  /** Q·Kᵀ/√depth, padding not yet hidden: [batch, heads, queries, tokens] */
  scores: tf.Tensor4D;
  /** Their softmax over real tokens, before dropout: [batch, heads, queries, tokens] */
  probabilities: tf.Tensor4D;
}

function fusedAttention(
  { q, k, v, mask }: AttentionInputs,
  heads: number,
  dropped: DropoutMask,
): tf.Tensor3D {
  const attributes = { heads, ...dropped };
  return withGradient(
    [q, k, v],
    () => {
      const [context, weights] = runFusedMany('FusedAttention', { q, k, v, mask }, attributes);
      return { value: context as tf.Tensor3D, keep: [q, k, v, weights as tf.Tensor] };
    },
    (dcontext, kept) => {
      const [q, k, v, weights] = kept as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      return runFusedMany('FusedAttentionGradient', { q, k, v, weights, dcontext }, attributes);
    },
  );
}

/** The same in operations of which each has its gradient, with what they compute on the way. */
export function attentionInSteps(
  { q, k, v, mask }: AttentionInputs,
  heads: number,
  dropped: DropoutMask,
): AttentionSteps {
  const [batch, queries, hidden] = q.shape;
  const tokens = k.shape[1];
  const depth = hidden / heads;
  const split = (x: tf.Tensor3D, length: number) =>
    tf.transpose(tf.reshape(x, [batch, length, heads, depth]), [0, 2, 1, 3]); // [batch, heads, length, depth]
  const products = tf.matMul(split(q, queries), split(k, tokens), false, true); // [batch, heads, queries, tokens]
  const scores = tf.mul<tf.Tensor4D>(products, 1 / Math.sqrt(depth));
  const hidePadding = tf.mul(tf.sub(tf.reshape(mask, [batch, 1, 1, tokens]), 1), 1e9);
  const probabilities = tf.softmax(tf.add<tf.Tensor4D>(scores, hidePadding));
  const used =
    dropped.threshold === 0 ? probabilities : tf.mul(probabilities, maskTensor(probabilities.shape, dropped));
  const mixed = tf.matMul(used, split(v, tokens)); // [batch, heads, queries, depth]
  const context = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch, queries, hidden]) as tf.Tensor3D;
  return { context, scores, probabilities };
}
