import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../../data/batch.ts';
import type { ExampleSet } from '../../data/example.ts';
import { sameTokens } from '../../data/same-tokens.ts';
import type { EncoderInputs } from '../../model/bert.ts';
import type { Needs, NetworkOutputs, NetworkShape } from '../../objective/objective.ts';
import { constantOutputs } from '../encoder/network-outputs.ts';
import { readerOf } from '../encoder/reader.ts';
import type { TrainedEncoder } from '../encoder/trained-encoder.ts';

/** What a teacher said of every training example, computed once: row i belongs to example i. */
export interface TeacherPredictions {
  classes: number;
  /** [n, classes] */
  logits: Float32Array;
}

/** Embeddings beside them: what a knowledge base is made of. */
export interface EmbeddedPredictions extends TeacherPredictions {
  /** Width of z: the student's hidden size. */
  dimension: number;
  /** [n, dimension], z: projected by the head, not normalized */
  embeddings: Float32Array;
}

/** What students find of their teacher. */
export interface CachedTeacher
  extends TeacherPredictions,
    Partial<Pick<EmbeddedPredictions, 'dimension' | 'embeddings'>> {
  /** [n, teacher's hidden] by layer, its own [CLS] states that some student wants; whoever has trained the last of these takes them out */
  clsStates?: Map<number, Float32Array>;
  /** Its sizes; left out where nothing but predictions is known of it. */
  shape?: NetworkShape;
  /** Its network, where a student needs what is not kept. */
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

export interface TeacherRequest {
  teacher: CachedTeacher;
  needs: Needs;
  /** The training examples, in the order of the teacher's rows. */
  examples: ExampleSet;
  /** The student's. */
  tokenizer: TrainedEncoder['tokenizer'];
  maxTokens: number;
}

/**
 * Where a student's loss gets its teacher's outputs from. Logits, embeddings and [CLS] states are those that `teacher` has. What it has not
 * (states of all tokens, attention, values; [CLS] states that were too many to keep) comes from the teacher's network for each batch,
 * without dropout and without gradients.
 *
 * @throws Error where the network is needed and is not there, or token by token and does not read the same tokens as the student
 */
export function teacherSource(request: TeacherRequest): TeacherSource {
  const { teacher } = request;
  const [, asked] = parted(request.needs, teacher);
  const live = needsNetwork(asked) ? liveTeacher(request, asked) : null;
  return (batch, inputs, now) => {
    const [kept, missing] = parted(now, teacher);
    return joined(keptOutputs(teacher, batch, kept), live?.(batch, inputs, missing) ?? {});
  };
}

/** What of the needs is kept, and what is not. */
function parted(
  { logits, embedding, clsStates = [], ...layers }: Needs,
  teacher: CachedTeacher,
): [Needs, Needs] {
  const isKept = (layer: number) => teacher.clsStates?.has(layer) === true;
  const missing = clsStates.filter((layer) => !isKept(layer));
  return [
    {
      ...(logits ? { logits } : {}),
      ...(embedding ? { embedding } : {}),
      ...(clsStates.some(isKept) ? { clsStates: clsStates.filter(isKept) } : {}),
    },
    { ...layers, ...(missing.length > 0 ? { clsStates: missing } : {}) },
  ];
}

function joined(a: NetworkOutputs, b: NetworkOutputs): NetworkOutputs {
  if (!a.clsStates || !b.clsStates) return { ...a, ...b };
  return { ...a, ...b, clsStates: { ...a.clsStates, ...b.clsStates } };
}

/** The network, asked for each batch. What it says of [CLS] alone it says of the text as it reads it itself. */
function liveTeacher(
  { teacher: { network }, tokenizer, maxTokens, examples }: TeacherRequest,
  { clsStates: _, ...tokenByToken }: Needs,
): (batch: Batch, inputs: EncoderInputs, needs: Needs) => NetworkOutputs {
  if (!network) throw new Error("The objective needs the teacher's network, which is gone.");
  const same = sameTokens(network.tokenizer, tokenizer) && network.maxTokens === maxTokens;
  if (same) return (_batch, inputs, needs) => constantOutputs(network, inputs, needs);
  if (needsNetwork(tokenByToken))
    throw new Error('The teacher reads other tokens than the student: their states cannot be compared.');
  const read = readerOf(network, examples);
  return ({ indices }, _inputs, needs) => constantOutputs(network, read(indices), needs);
}

function keptOutputs(teacher: CachedTeacher, { indices }: Batch, needs: Needs): NetworkOutputs {
  const rowsOf = (values: Float32Array | undefined, width: number, what: string) => {
    if (!values) throw new Error(`The objective needs the teacher's ${what}, which were not kept.`);
    const picked = new Float32Array(indices.length * width);
    indices.forEach((position, row) => {
      picked.set(values.subarray(position * width, (position + 1) * width), row * width);
    });
    return tf.tensor2d(picked, [indices.length, width]);
  };
  const outputs: NetworkOutputs = {};
  if (needs.logits) outputs.logits = rowsOf(teacher.logits, teacher.classes, 'logits');
  if (needs.embedding) outputs.embedding = rowsOf(teacher.embeddings, teacher.dimension ?? 0, 'embeddings');
  if (needs.clsStates) {
    const width = teacher.shape?.hidden ?? 0;
    outputs.clsStates = Object.fromEntries(
      needs.clsStates.map((layer) => [layer, rowsOf(teacher.clsStates?.get(layer), width, '[CLS] states')]),
    );
  }
  return outputs;
}
