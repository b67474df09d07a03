import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { EncoderConfig } from './config.ts';
import { formatConfig, parseConfig } from './hugging-face-config.ts';
import { parameterShapes } from './parameters.ts';
import { type NamedArray, readSafetensors, writeSafetensors } from './safetensors.ts';

/** An encoder as it lies in a folder. */
export interface StoredEncoder {
  config: EncoderConfig;
  /** By Hugging Face's name, in the network's order; without `classifier.*` where the folder has no classifier of so many classes. */
  weights: Record<string, NamedArray>;
  /** Texts that were saved with the weights, such as the recipe. */
  metadata: Record<string, string>;
}

export const weightsFile = 'model.safetensors';

/** Only the shape: config.json of a Hugging Face folder. @throws ExpectedError where it is missing or not a BERT */
export async function readConfig(folder: string): Promise<EncoderConfig> {
  const path = join(folder, 'config.json');
  return parseConfig((await readRequired(path)).toString('utf8'), path);
}

/**
 * Reads config.json and model.safetensors of a local Hugging Face BERT. Names with and without `bert.` are taken, and the older
 * `gamma`, `beta` of layer norms; the pretraining head (`cls.*`) is left out. A missing pooler is an error, a missing classifier is not.
 *
 * @throws ExpectedError naming every tensor that is missing, not known or of a wrong shape
 */
export async function readEncoder(folder: string, classes: number): Promise<StoredEncoder> {
  const config = await readConfig(folder);
  const path = join(folder, weightsFile);
  const { tensors, metadata } = readSafetensors(await readRequired(path), path);
  const found = new Map(
    Object.entries(tensors)
      .filter(([name]) => !name.startsWith('cls.'))
      .map(([name, array]) => [canonicalName(name), array]),
  );
  const faults: string[] = [];
  const weights: Record<string, NamedArray> = {};
  for (const [name, shape] of Object.entries(parameterShapes(config, classes))) {
    const array = found.get(name);
    found.delete(name);
    if (array && sameShape(array.shape, shape)) weights[name] = array;
    else if (name.startsWith('classifier.')) continue;
    else if (!array) faults.push(`${name} is missing`);
    else faults.push(`${name} is [${array.shape}] where config.json asks for [${shape}]`);
  }
  for (const name of found.keys()) faults.push(`${name} is not a tensor of this model`);
  if (faults.length > 0) {
    throw new ExpectedError('BAD_INPUT', `${path} does not fit its config.json: ${faults.join('; ')}.`);
  }
  return { config, weights, metadata };
}

export interface EncoderToWrite extends StoredEncoder {
  /** Class names in id order. */
  labels: readonly string[];
  padId: number;
  /** The tokenizer's files. */
  files: readonly { name: string; content: string }[];
}

/** Writes a folder that `transformers` loads as BertForSequenceClassification. @returns path of model.safetensors */
export async function writeEncoder(folder: string, encoder: EncoderToWrite): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, weightsFile);
  await writeFile(path, writeSafetensors({ tensors: encoder.weights, metadata: encoder.metadata }));
  await writeFile(join(folder, 'config.json'), formatConfig(encoder.config, encoder.labels, encoder.padId));
  for (const { name, content } of encoder.files) await writeFile(join(folder, name), content);
  return path;
}

function canonicalName(name: string): string {
  const renamed = name
    .replace(/LayerNorm\.gamma$/, 'LayerNorm.weight')
    .replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
  return /^(embeddings|encoder|pooler)\./.test(renamed) ? `bert.${renamed}` : renamed;
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

async function readRequired(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') throw new ExpectedError('NOT_FOUND', `There is no file ${path}.`);
    throw cause;
  });
}
