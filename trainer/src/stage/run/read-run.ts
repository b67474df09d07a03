import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { customTask, taskOf } from '@stillhouse/domain/task/custom-task.ts';
import { outputWidth, type Task } from '@stillhouse/domain/task/task.ts';
import { z } from 'zod';
import { loadTokenizer } from '../../data/tokenizer/load-tokenizer.ts';
import type { EmbeddingKind } from '../../model/config.ts';
import { readEncoder } from '../../model/hugging-face.ts';
import { openSafetensors } from '../../model/safetensors.ts';
import { encoderOf, type TrainedEncoder } from '../encoder/trained-encoder.ts';

/** What of a run's recipe its checkpoint is read by. */
const recipe = z.object({
  kind: z.string(),
  data: z.object({ task: z.union([z.string(), customTask]), maxTokens: z.int() }),
  encoder: z.object({ embedding: z.enum(['cls', 'pooler']).default('cls') }),
});

/** A run of this machine, as its folder tells of it. */
export interface RunFolder {
  folder: string;
  /** As its recipe has it: `teacher`, `student`, … */
  kind: string;
  task: Task;
  maxTokens: number;
  embedding: EmbeddingKind;
}

/** The recipe of a checkpoint, without its weights. @throws ExpectedError NOT_FOUND, BAD_INPUT */
export async function readRunFolder(folder: string): Promise<RunFolder> {
  const path = join(folder, 'model.safetensors');
  const file = await openSafetensors(path).catch(async (cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT' && cause.code !== 'ENOTDIR') throw cause;
    const there = await readdir(join(folder, '..')).catch(() => []);
    throw new ExpectedError(
      'NOT_FOUND',
      `There is no checkpoint ${path}. Predictions are made on the machine that trained the run${there.length > 0 ? `; its runs: ${there.join(', ')}` : ''}.`,
    );
  });
  await file.close();
  const found = recipe.safeParse(JSON.parse(file.metadata.recipe ?? 'null'));
  if (!found.success)
    throw new ExpectedError('BAD_INPUT', `${path} does not say which recipe it was trained by.`);
  const { kind, data, encoder } = found.data;
  return { folder, kind, task: taskOf(data.task), maxTokens: data.maxTokens, embedding: encoder.embedding };
}

/** The trained network of a run. The caller disposes it. */
export async function readTrained({
  folder,
  task,
  maxTokens,
}: Pick<RunFolder, 'folder' | 'task' | 'maxTokens'>): Promise<TrainedEncoder> {
  const classes = outputWidth(task);
  const { config, weights, missing } = await readEncoder(folder, classes);
  if (missing.length > 0)
    throw new ExpectedError(
      'BAD_INPUT',
      `${folder} lacks ${missing.join(', ')}: it is no trained model of ${task.title}.`,
    );
  return encoderOf(weights, { config, tokenizer: await loadTokenizer(folder), classes, maxTokens });
}
