import type * as tf from '@tensorflow/tfjs';
import type { Example } from '../data/example.ts';
import type { Tokenizer } from '../data/tokenizer.ts';
import type { EmbeddingKind, EncoderConfig } from '../model/config.ts';

/** An encoder with its classifier and tokenizer, in the backend's memory until it is disposed. */
export interface TrainedEncoder {
  config: EncoderConfig;
  /** By Hugging Face's tensor name: `bert.encoder.layer.0.attention.self.query.weight`. */
  weights: Record<string, tf.Variable>;
  tokenizer: Tokenizer;
  classes: number;
  /** Longest sequence it was trained on; longer texts are truncated. */
  maxTokens: number;
  dispose(): void;
}

export interface OutputsOptions {
  batchSize: number;
  embedding: EmbeddingKind;
  signal?: AbortSignal;
}

/** What an encoder says of n examples, row-major. */
export interface Outputs {
  /** [n, hidden], not normalized */
  embeddings: Float32Array;
  /** [n, classes] */
  logits: Float32Array;
}

/**
 * Runs the encoder, without dropout, over each example once.
 *
 * @returns row i belongs to `examples[i]`
 */
export async function outputsOf(
  _encoder: TrainedEncoder,
  _examples: readonly Example[],
  _options: OutputsOptions,
): Promise<Outputs> {
  throw new Error('outputsOf arrives with the model');
}
