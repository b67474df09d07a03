import * as tf from '@tensorflow/tfjs';
import { type Batch, batchesOf, encodeExamples } from '../data/batch.ts';
import type { Example } from '../data/example.ts';
import type { EncoderInputs } from '../model/bert.ts';
import type { Needs, NetworkOutputs, NetworkShape } from '../objective/objective.ts';
import { inputsOf } from './encoder-inputs.ts';
import { constantOutputs } from './network-outputs.ts';
import type { TrainedEncoder } from './trained-encoder.ts';

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

/** Tells what the teacher says of a batch, as constants. */
export type TeacherSource = (batch: Batch, inputs: EncoderInputs) => NetworkOutputs;

/** Most bytes of [CLS] states that are kept in memory; more are computed anew for each batch. */
export const clsStatesBudget = 2 ** 29;

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
  const { logits, embedding, clsStates = [], ...perToken } = needs;
  const stored: {
    place(outputs: NetworkOutputs, rows: tf.Tensor2D): void;
    values: Float32Array;
    width: number;
  }[] = [];
  if (logits) {
    stored.push({
      values: teacher.logits,
      width: teacher.classes,
      place: (outputs, rows) => {
        outputs.logits = rows;
      },
    });
  }
  if (embedding) {
    stored.push({
      values: teacher.embeddings,
      width: teacher.dimension,
      place: (outputs, rows) => {
        outputs.embedding = rows;
      },
    });
  }
  const alive = Object.values(perToken).some((layers: readonly number[] | undefined) => layers?.length);
  if (!alive && clsStates.length === 0) return (batch) => rowsOf(stored, batch);

  const network = networkOf(request);
  const bytes = 4 * examples.length * network.config.hidden * clsStates.length;
  const remembers = !alive && bytes <= budget;
  if (remembers) {
    for (const [layer, values] of await clsStatesOf(network, request, clsStates)) {
      stored.push({
        values,
        width: network.config.hidden,
        place: (outputs, rows) => {
          outputs.clsStates = { ...outputs.clsStates, [layer]: rows };
        },
      });
    }
    return (batch) => rowsOf(stored, batch);
  }
  const asked: Needs = { ...perToken, clsStates };
  return (batch, inputs) => ({ ...constantOutputs(network, inputs, asked), ...rowsOf(stored, batch) });
}

function rowsOf(
  stored: readonly {
    place(outputs: NetworkOutputs, rows: tf.Tensor2D): void;
    values: Float32Array;
    width: number;
  }[],
  { indices }: Batch,
): NetworkOutputs {
  const outputs: NetworkOutputs = {};
  for (const { values, width, place } of stored) {
    const picked = new Float32Array(indices.length * width);
    indices.forEach((position, row) => {
      picked.set(values.subarray(position * width, (position + 1) * width), row * width);
    });
    place(outputs, tf.tensor2d(picked, [indices.length, width]));
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

/** [n, hidden] by layer, each example once. */
async function clsStatesOf(
  network: TrainedEncoder,
  { examples, signal }: TeacherRequest,
  layers: readonly number[],
): Promise<Map<number, Float32Array>> {
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
  return states;
}
