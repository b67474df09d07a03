import * as tf from '@tensorflow/tfjs';
import { batchOf, encodeExamples } from '../../data/batch.ts';
import type { Example } from '../../data/example.ts';
import type { Tokenizer } from '../../data/tokenizer.ts';
import { bert } from '../../model/bert.ts';
import type { EmbeddingKind, EncoderConfig } from '../../model/config.ts';
import type { NamedArray } from '../../model/safetensors.ts';
import { inputsOf } from './encoder-inputs.ts';

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
 * Runs the encoder, without dropout, over each example once, texts of like length side by side.
 *
 * @returns row i belongs to `examples[i]`
 */
export async function outputsOf(
  encoder: TrainedEncoder,
  examples: readonly Example[],
  { batchSize, embedding, signal }: OutputsOptions,
): Promise<Outputs> {
  const { config, classes, weights } = encoder;
  const encoded = encodeExamples(encoder.tokenizer, examples, encoder.maxTokens);
  const lengths = encoded.encodings.map((encoding) => encoding.ids.length);
  const order = [...lengths.keys()].sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0));
  const embeddings = new Float32Array(examples.length * config.hidden);
  const logits = new Float32Array(examples.length * classes);
  for (let start = 0; start < order.length; start += batchSize) {
    signal?.throwIfAborted();
    const batch = batchOf(encoded, order.slice(start, start + batchSize));
    const outputs = tf.tidy(() => bert(weights, config, inputsOf(batch), [embedding, 'logits'], null));
    const rows = await Promise.all([outputs[embedding].data(), outputs.logits.data()]);
    tf.dispose(outputs);
    batch.indices.forEach((index, row) => {
      embeddings.set(rows[0].subarray(row * config.hidden, (row + 1) * config.hidden), index * config.hidden);
      logits.set(rows[1].subarray(row * classes, (row + 1) * classes), index * classes);
    });
  }
  return { embeddings, logits };
}

/** An encoder with these weights, moved into the backend's memory. */
export function encoderOf(
  weights: Readonly<Record<string, NamedArray>>,
  description: Omit<TrainedEncoder, 'weights' | 'dispose'>,
): TrainedEncoder {
  const variables = Object.fromEntries(
    Object.entries(weights).map(([name, { shape, values }]) => [
      name,
      tf.tidy(() => tf.variable(tf.tensor(values, shape, 'float32'))),
    ]),
  );
  return { ...description, weights: variables, dispose: () => tf.dispose(variables) };
}

/** The weights' values, in the network's order. */
export async function weightsOf(encoder: TrainedEncoder): Promise<Record<string, NamedArray>> {
  const arrays: Record<string, NamedArray> = {};
  for (const [name, variable] of Object.entries(encoder.weights)) {
    arrays[name] = { shape: variable.shape, values: (await variable.data()) as Float32Array };
  }
  return arrays;
}

/** Number of trained weights. */
export function parametersOf({ weights }: TrainedEncoder): number {
  return Object.values(weights).reduce((sum, { size }) => sum + size, 0);
}
