import { join } from 'node:path';
import type { Example } from '../../data/example.ts';
import { loadTokenizer } from '../../data/tokenizer/load-tokenizer.ts';
import { readConfig } from '../../model/hugging-face.ts';
import type { PipelineJob } from '../pipeline-job.ts';
import { saveCheckpoint } from '../run/checkpoint.ts';
import { type RunFolder, readTrained } from '../run/read-run.ts';
import { newEncoder } from './new-encoder.ts';
import { type OutputsOptions, outputsOf, type TrainedEncoder } from './trained-encoder.ts';

/** Examples side by side where nothing is trained. */
const batchSize = 64;

// Beside the keys that it made, in a folder of its own, which no artifact is made of.
const encoderFolder = join('knowledge-base', 'encoder');

/** The third encoder of a checkpoint's folder, with its tokenizer. The caller disposes it. */
export async function openKeyEncoder(
  folder: string,
  { recipe, teacherSeed }: Pick<PipelineJob, 'recipe' | 'teacherSeed'>,
  classes: number,
): Promise<TrainedEncoder> {
  const { layers, hidden, heads, intermediate } = await readConfig(folder);
  return newEncoder({
    recipe: { ...recipe.teacher, layers, hidden, heads, intermediate, from: folder },
    tokenizer: await loadTokenizer(folder),
    classes,
    maxTokens: recipe.data.maxTokens,
    seed: teacherSeed,
  });
}

/** Its embeddings of examples, the last layer's [CLS]; nothing else of what it says is read. @returns [n, hidden], not normalized */
export async function keysOf(
  encoder: TrainedEncoder,
  examples: readonly Example[],
  signal: AbortSignal,
  onBatch?: OutputsOptions['onBatch'],
): Promise<Float32Array> {
  const options = { batchSize, embedding: 'cls', signal, ...(onBatch && { onBatch }) } as const;
  return (await outputsOf(encoder, examples, options)).embeddings;
}

/** Keeps it in the folder of the run whose knowledge base has its keys: what it was read from may move, or change. */
export async function saveKeyEncoder(
  encoder: TrainedEncoder,
  folder: string,
  labels: readonly string[],
): Promise<void> {
  await saveCheckpoint(encoder, join(folder, encoderFolder), labels, { kind: 'key-encoder' });
}

/** The third encoder that is kept in a run's folder. The caller disposes it. @throws ExpectedError NOT_FOUND */
export function readKeyEncoder(
  folder: string,
  { task, maxTokens }: Pick<RunFolder, 'task' | 'maxTokens'>,
): Promise<TrainedEncoder> {
  return readTrained({ folder: join(folder, encoderFolder), task, maxTokens });
}
