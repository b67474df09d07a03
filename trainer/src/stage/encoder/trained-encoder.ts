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
  /** Layers whose [CLS] states are wanted as well, from 0. */
  clsStates?: readonly number[];
  signal?: AbortSignal;
  /** Told of each batch. */
  onBatch?(batch: { step: number; steps: number; examples: number }): void;
}

/** What an encoder says of n examples, row-major. */
export interface Outputs {
  /** [n, hidden], not normalized */
  embeddings: Float32Array;
  /** [n, classes] */
  logits: Float32Array;
}

export interface LayeredOutputs extends Outputs {
  /** [n, hidden] by layer, of those that were wanted */
  clsStates: Map<number, Float32Array>;
}

/**
 * Runs the encoder, without dropout, over each example once, texts of like length side by side.
 *
 * @returns row i belongs to `examples[i]`
 */
export async function outputsOf(
  encoder: TrainedEncoder,
  examples: readonly Example[],
  { batchSize, embedding, clsStates: layers = [], signal, onBatch }: OutputsOptions,
): Promise<LayeredOutputs> {
  const { config, classes, weights } = encoder;
  const encoded = encodeExamples(encoder.tokenizer, examples, encoder.maxTokens);
  const lengths = encoded.encodings.map((encoding) => encoding.ids.length);
  const order = [...lengths.keys()].sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0));
  const states = () => new Float32Array(examples.length * config.hidden);
  const said = {
    embeddings: states(),
    logits: new Float32Array(examples.length * classes),
    clsStates: new Map(layers.map((layer) => [layer, states()])),
  };
  const copy = async (tensor: tf.Tensor | undefined, to: Float32Array, indices: ArrayLike<number>) => {
    const [, width = 0] = tensor?.shape ?? [];
    const rows = (await tensor?.data()) as Float32Array;
    for (let row = 0; row < indices.length; row++)
      to.set(rows.subarray(row * width, (row + 1) * width), (indices[row] ?? 0) * width);
  };
  for (let start = 0; start < order.length; start += batchSize) {
    signal?.throwIfAborted();
    const batch = batchOf(encoded, order.slice(start, start + batchSize));
    const outputs = tf.tidy(() =>
      bert(weights, config, inputsOf(batch), [embedding, 'logits', 'layers'], null, { clsStates: layers }),
    );
    await Promise.all([
      copy(outputs[embedding], said.embeddings, batch.indices),
      copy(outputs.logits, said.logits, batch.indices),
      ...layers.map((layer) =>
        copy(outputs.layers.clsStates[layer], said.clsStates.get(layer)!, batch.indices),
      ),
    ]);
    tf.dispose(outputs);
    const steps = Math.ceil(order.length / batchSize);
    onBatch?.({ step: start / batchSize + 1, steps, examples: batch.indices.length });
  }
  return said;
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
