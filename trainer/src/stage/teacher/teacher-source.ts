import * as tf from '@tensorflow/tfjs';
import { type Batch, batchesOf, encodeExamples } from '../../data/batch.ts';
import type { Example } from '../../data/example.ts';
import type { EncoderInputs } from '../../model/bert.ts';
import type { Needs, NetworkOutputs, NetworkShape } from '../../objective/objective.ts';
import { inputsOf } from '../encoder/encoder-inputs.ts';
import { constantOutputs } from '../encoder/network-outputs.ts';
import type { TrainedEncoder } from '../encoder/trained-encoder.ts';

/** What the teacher said of every training example, computed once: row i belongs to example i. */
export interface CachedTeacher {
  classes: number;
  /** [n, classes] */
  logits: Float32Array;
  /** Width of z: the student's hidden size. */
  dimension: number;
  /** [n, dimension], z: projected by the head, not normalized */
  embeddings: Float32Array;
  /** Its sizes; left out where nothing but predictions is known of it. */
  shape?: NetworkShape;
  /** Its network, where an objective needs more than logits and embeddings. */
  network?: TrainedEncoder;
}

/** Tells what the teacher says of a batch, as constants: as much of it as is needed, `share` of the steps being done. */
export type TeacherSource = (
  batch: Batch,
  inputs: EncoderInputs,
  needs: Needs,
  share: number,
) => NetworkOutputs;

/** Whether more than logits and embeddings is needed. */
export function needsNetwork({ logits: _logits, embedding: _embedding, ...layers }: Needs): boolean {
  return Object.values(layers).some((wanted: readonly number[]) => wanted.length > 0);
}

/** Most bytes of [CLS] states that are kept in memory; more are computed anew for each batch. */
const clsStatesBudget = 2 ** 29;

export interface TeacherRequest {
  teacher: CachedTeacher;
  needs: Needs;
  /** The training examples, in the order of the teacher's rows. */
  examples: readonly Example[];
  /** The student's. */
  tokenizer: TrainedEncoder['tokenizer'];
  maxTokens: number;
  signal: AbortSignal;
  /** Bytes; `clsStatesBudget` where it is left out. */
  budget?: number;
}

/**
 * Where a student's loss gets its teacher's outputs from. Logits and embeddings are those of `teacher`. [CLS] states are computed once for
 * all examples where they fit `budget`. Everything else (states of all tokens, attention, values) comes from the teacher's network for
 * each batch, without dropout and without gradients.
 *
 * @throws Error where the network is needed and is not there, or does not read the same tokens as the student
 */
export async function teacherSource(request: TeacherRequest): Promise<TeacherSource> {
  const { teacher, needs, examples, budget = clsStatesBudget } = request;
  const { clsStates = [], ...others } = needs;
  if (!needsNetwork(needs)) return (batch, _inputs, now) => cachedOutputs(teacher, null, batch, now);

  const network = networkOf(request);
  const bytes = 4 * examples.length * network.config.hidden * clsStates.length;
  if (!needsNetwork(others) && bytes <= budget) {
    const states = await clsStatesOf(network, request, clsStates);
    return (batch, _inputs, now) => cachedOutputs(teacher, states, batch, now);
  }
  return (batch, inputs, now) => {
    const { logits: _logits, embedding: _embedding, ...layers } = now;
    return {
      ...(needsNetwork(now) ? constantOutputs(network, inputs, layers) : {}),
      ...cachedOutputs(teacher, null, batch, now),
    };
  };
}

interface ClsStates {
  width: number;
  /** [n, width] by layer */
  rows: ReadonlyMap<number, Float32Array>;
}

function cachedOutputs(
  teacher: CachedTeacher,
  states: ClsStates | null,
  { indices }: Batch,
  needs: Needs,
): NetworkOutputs {
  const rowsOf = (values: Float32Array, width: number) => {
    const picked = new Float32Array(indices.length * width);
    indices.forEach((position, row) => {
      picked.set(values.subarray(position * width, (position + 1) * width), row * width);
    });
    return tf.tensor2d(picked, [indices.length, width]);
  };
  const outputs: NetworkOutputs = {};
  if (needs.logits) outputs.logits = rowsOf(teacher.logits, teacher.classes);
  if (needs.embedding) outputs.embedding = rowsOf(teacher.embeddings, teacher.dimension);
  if (states && needs.clsStates) {
    outputs.clsStates = {};
    for (const layer of needs.clsStates) {
      const rows = states.rows.get(layer);
      if (!rows) throw new Error(`The teacher's [CLS] states of layer ${layer} were not computed.`);
      outputs.clsStates[layer] = rowsOf(rows, states.width);
    }
  }
  return outputs;
}

function networkOf({ teacher: { network }, tokenizer, maxTokens }: TeacherRequest): TrainedEncoder {
  if (!network) throw new Error("The objective needs the teacher's network, which is gone.");
  const files = (of: TrainedEncoder['tokenizer']) => JSON.stringify(of.files());
  const same = network.tokenizer === tokenizer || files(network.tokenizer) === files(tokenizer);
  if (!same || network.maxTokens !== maxTokens)
    throw new Error('The teacher reads other tokens than the student: their states cannot be compared.');
  return network;
}

/** Of each example once. */
async function clsStatesOf(
  network: TrainedEncoder,
  { examples, signal }: TeacherRequest,
  layers: readonly number[],
): Promise<ClsStates> {
  const { hidden } = network.config;
  const states = new Map(layers.map((layer) => [layer, new Float32Array(examples.length * hidden)]));
  const encoded = encodeExamples(network.tokenizer, examples, network.maxTokens);
  const lengths = encoded.encodings.map(({ ids }) => ids.length);
  const order = [...lengths.keys()].sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0));
  for (const batch of batchesOf(encoded, order, 64)) {
    signal.throwIfAborted();
    const { clsStates = {} } = tf.tidy(() => ({
      clsStates: constantOutputs(network, inputsOf(batch), { clsStates: layers }).clsStates ?? {},
    }));
    for (const [layer, values] of states) {
      const rows = (await clsStates[layer]?.data()) ?? new Float32Array(0);
      batch.indices.forEach((index, row) => {
        values.set(rows.subarray(row * hidden, (row + 1) * hidden) as Float32Array, index * hidden);
      });
    }
    tf.dispose(clsStates);
  }
  return { width: hidden, rows: states };
}
