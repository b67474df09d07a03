import type * as tf from '@tensorflow/tfjs';

/** What of a network's insides is wanted, by layer: 0 is the embedding layer, l the l-th layer, as Hugging Face counts hidden states. */
export interface LayerRequest {
  /** Hidden states of [CLS] after these layers, from 0. */
  clsStates?: readonly number[];
  /** Hidden states of every token after these layers, from 0. */
  states?: readonly number[];
  /** Attention before softmax in these layers, from 1. */
  attentionScores?: readonly number[];
  /** Attention after softmax in these layers, from 1. */
  attentionProbabilities?: readonly number[];
  /** Values that attention mixes in these layers, from 1. */
  values?: readonly number[];
}

/** What was asked for, by layer. (A type, since an interface is no container of tensors to TensorFlow.js.) */
export type LayerOutputs = {
  /** [batch, hidden] each */
  clsStates: Record<string, tf.Tensor2D>;
  /** [batch, tokens, hidden] each */
  states: Record<string, tf.Tensor3D>;
  /** Q·Kᵀ/√depth, padding not yet hidden: [batch, heads, tokens, tokens] each */
  attentionScores: Record<string, tf.Tensor4D>;
  /** softmax of the scores over real tokens, before dropout: [batch, heads, tokens, tokens] each */
  attentionProbabilities: Record<string, tf.Tensor4D>;
  /** [batch, tokens, hidden] each, the heads' columns side by side */
  values: Record<string, tf.Tensor3D>;
};

export function noLayerOutputs(): LayerOutputs {
  return { clsStates: {}, states: {}, attentionScores: {}, attentionProbabilities: {}, values: {} };
}

/** @throws RangeError for a layer that a network of so many layers hasn't */
export function checkLayers(request: LayerRequest, layers: number): void {
  for (const [name, wanted] of Object.entries(request) as [string, readonly number[]][]) {
    const first = name === 'clsStates' || name === 'states' ? 0 : 1;
    const missing = wanted.find((layer) => !Number.isInteger(layer) || layer < first || layer > layers);
    if (missing !== undefined)
      throw new RangeError(`There is no layer ${missing} for ${name}: they go from ${first} to ${layers}.`);
  }
}
