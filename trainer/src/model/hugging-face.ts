import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { EncoderConfig } from './config.ts';
import { type Family, familyOf, ownName } from './family.ts';
import { formatConfig, parseConfig } from './hugging-face-config.ts';
import { type OpenWeights, openWeights, weightsFile } from './open-weights.ts';
import { isHead, parameterShapes } from './parameters.ts';
import { type NamedArray, writeSafetensorsFile } from './safetensors.ts';

/** An encoder as it lies in a folder. */
export interface StoredEncoder {
  config: EncoderConfig;
  /** By BERT's name (parameters.ts), in the network's order. */
  weights: Record<string, NamedArray>;
  /** Texts that were saved with the weights, such as the recipe. */
  metadata: Record<string, string>;
}

export interface ReadEncoder extends StoredEncoder {
  /** Weights of the head that the folder does not have, or has for another number of classes, by the family's own name. */
  missing: string[];
  /** Tensors of other heads, such as that of pretraining, which are left out. */
  leftOut: string[];
}

/** Only the shape: config.json of a Hugging Face folder. @throws ExpectedError where it is missing or of no known family */
export async function readConfig(folder: string): Promise<EncoderConfig> {
  const path = join(folder, 'config.json');
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT')
      throw new ExpectedError(
        'NOT_FOUND',
        `There is no file ${path}: name a folder that a model was saved to with save_pretrained.`,
      );
    throw cause;
  });
  return parseConfig(text, path);
}

/**
 * Reads config.json and the weights of a local Hugging Face folder of BERT's family. Names with and without the family's prefix are
 * taken, and the older `gamma`, `beta` of layer norms. A head (pooler, classifier) may be missing, tensors of other heads are left
 * out: both are named in the result.
 *
 * @throws ExpectedError naming every tensor that is missing, not known or of a wrong shape, and the first with values that are not finite
 */
export async function readEncoder(folder: string, classes: number): Promise<ReadEncoder> {
  const config = await readConfig(folder);
  const file = await openWeights(folder);
  try {
    const { places, missing, leftOut } = placesOf(file, config, classes);
    const weights: Record<string, NamedArray> = {};
    for (const [name, place] of places) {
      weights[name] = await file.read(place);
      checkFinite(weights[name], place, file.source);
    }
    return { config, weights, metadata: { ...file.metadata }, missing, leftOut };
  } finally {
    await file.close();
  }
}

/** What reading a folder would find, from the headers of its files alone. @throws ExpectedError as readEncoder */
export async function inspectEncoder(
  folder: string,
  classes: number,
): Promise<Pick<ReadEncoder, 'config' | 'missing' | 'leftOut'>> {
  const config = await readConfig(folder);
  const file = await openWeights(folder);
  try {
    const { missing, leftOut } = placesOf(file, config, classes);
    return { config, missing, leftOut };
  } finally {
    await file.close();
  }
}

/** Where each weight of the network lies in the file, and what does not fit. */
function placesOf(file: OpenWeights, config: EncoderConfig, classes: number) {
  const family = familyOf(config);
  const found = new Map([...file.shapes.keys()].map((name) => [fullName(family, name), name]));
  const places = new Map<string, string>();
  const missing: string[] = [];
  const faults: string[] = [];
  const shapes = Object.entries(parameterShapes(config, classes));
  const has = (name: string) => found.has(ownName(family, name));
  for (const [name, shape] of shapes) {
    const own = ownName(family, name);
    const place = found.get(own);
    const actual = place === undefined ? undefined : file.shapes.get(place);
    if (place !== undefined && actual && sameShape(actual, shape)) places.set(name, place);
    else if (actual && !name.startsWith('classifier.'))
      faults.push(`${own} is [${actual}] where config.json asks for [${shape}]`);
    else if (actual || (isHead(name) && !has(otherHalf(name)))) missing.push(own);
    else faults.push(`${own} is missing`);
  }
  const known = new Set(shapes.map(([name]) => ownName(family, name)));
  const others = [...found.keys()].filter((name) => !known.has(name));
  const isBody = (name: string) =>
    name.startsWith(`${family.prefix}.`) && !name.startsWith(`${family.prefix}.pooler.`);
  faults.push(...others.filter(isBody).map((name) => `${name} is not a tensor of this model`));
  if (faults.length > 0) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${file.source} does not fit its config.json: ${faults.join('; ')}. Take both from one model, saved with save_pretrained.`,
    );
  }
  return { places, missing, leftOut: others };
}

/** Training from such a weight yields NaN in every step. */
function checkFinite({ values }: NamedArray, name: string, source: string): void {
  const wrong = values.reduce((count, value) => (Number.isFinite(value) ? count : count + 1), 0);
  if (wrong === 0) return;
  throw new ExpectedError(
    'BAD_INPUT',
    `${source}: tensor "${name}" has ${wrong} of ${values.length} values that are NaN or infinite. Use a checkpoint from before its training diverged, or download it again.`,
  );
}

export interface EncoderToWrite extends StoredEncoder {
  /** Class names in id order; none for regression. */
  labels: readonly string[];
  padId: number;
  /** The tokenizer's files. */
  files: readonly { name: string; content: string }[];
}

/** Writes a folder that `transformers` loads as the family's model for sequence classification. @returns path of model.safetensors */
export async function writeEncoder(folder: string, encoder: EncoderToWrite): Promise<string> {
  const { config, metadata, labels, padId, files } = encoder;
  const family = familyOf(config);
  await mkdir(folder, { recursive: true });
  const path = join(folder, weightsFile);
  const tensors = Object.fromEntries(
    Object.entries(encoder.weights).map(([name, array]) => [ownName(family, name), array]),
  );
  await writeSafetensorsFile(path, { tensors, metadata });
  await writeFile(join(folder, 'config.json'), formatConfig(config, labels, padId));
  for (const { name, content } of files) await writeFile(join(folder, name), content);
  return path;
}

/** The name that a tensor of a file has today and with the family's prefix. */
function fullName({ prefix }: Family, name: string): string {
  const renamed = name
    .replace(/LayerNorm\.gamma$/, 'LayerNorm.weight')
    .replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
  return /^(embeddings|encoder|transformer|pooler)\./.test(renamed) ? `${prefix}.${renamed}` : renamed;
}

/** `a.bias` of `a.weight`, and the other way round. */
function otherHalf(name: string): string {
  return name.endsWith('.bias') ? name.replace(/bias$/, 'weight') : name.replace(/weight$/, 'bias');
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}
