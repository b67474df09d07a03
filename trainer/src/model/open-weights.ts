import { access, open, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { z } from 'zod';
import { type NamedArray, openSafetensors } from './safetensors.ts';
import type { TensorFile } from './tensor-file.ts';
import { openTorchFile } from './torch/open-torch-file.ts';

export const weightsFile = 'model.safetensors';

/** Names of the files that weights may lie in, the preferred first. With `.index.json` behind it, each may be a list of shards. */
const formats: readonly { name: string; open(path: string): Promise<TensorFile> }[] = [
  { name: weightsFile, open: openSafetensors },
  { name: 'pytorch_model.bin', open: openTorchFile },
];

/** The weights of a folder, in one file or in several. */
export interface OpenWeights {
  /** The file that says where each tensor lies, for messages. */
  source: string;
  /** Shape by the tensor's name in the file. */
  shapes: ReadonlyMap<string, readonly number[]>;
  metadata: Readonly<Record<string, string>>;
  read(name: string): Promise<NamedArray>;
  close(): Promise<void>;
}

/**
 * Opens the weights of a folder: model.safetensors, pytorch_model.bin where there is none, either of them whole or as the shards that
 * its index names.
 *
 * @throws ExpectedError where there are none, a shard is missing, or a shard lacks a tensor that the index says it has
 */
export async function openWeights(folder: string): Promise<OpenWeights> {
  for (const { name, open: openFormat } of formats) {
    const openFile = async (path: string) => {
      await refusePointer(path);
      return openFormat(path);
    };
    const single = join(folder, name);
    if (await exists(single)) {
      const file = await openFile(single);
      return opened(single, new Map([...file.tensors.keys()].map((tensor) => [tensor, file])), [file]);
    }
    const index = `${single}.index.json`;
    if (await exists(index)) return openShards(folder, index, openFile);
  }
  const names = formats.map(({ name }) => name).join(' or ');
  throw new ExpectedError(
    'NOT_FOUND',
    `There are no weights in ${folder}: ${names} is read, whole or in shards with its index. Save the model there with save_pretrained.`,
  );
}

const indexJson = z.object({ weight_map: z.record(z.string(), z.string()) });

/** Names of the shards that an index speaks of. @throws ExpectedError where it is no such index, or a name leads out of its folder */
function shardsOf(text: string, source: string): Map<string, string[]> {
  const parsed = indexJson.safeParse(jsonOrNull(text));
  if (!parsed.success)
    throw new ExpectedError(
      'BAD_INPUT',
      `${source} has no weight_map of tensors to files: download it again.`,
    );
  const shards = new Map<string, string[]>();
  for (const [tensor, shard] of Object.entries(parsed.data.weight_map)) {
    if (shard !== basename(shard) || shard === '..')
      throw new ExpectedError('BAD_INPUT', `${source}: "${shard}" is no name of a file beside it.`);
    shards.set(shard, [...(shards.get(shard) ?? []), tensor]);
  }
  return shards;
}

async function openShards(
  folder: string,
  index: string,
  openFile: (path: string) => Promise<TensorFile>,
): Promise<OpenWeights> {
  const shards = shardsOf(await readFile(index, 'utf8'), index);
  const files: TensorFile[] = [];
  const places = new Map<string, TensorFile>();
  try {
    for (const [shard, tensors] of shards) {
      const path = join(folder, shard);
      if (!(await exists(path)))
        throw new ExpectedError(
          'NOT_FOUND',
          `There is no file ${path}, which ${index} names: put all shards beside it.`,
        );
      const file = await openFile(path);
      files.push(file);
      for (const name of file.tensors.keys()) places.set(name, file);
      const missing = tensors.filter((name) => !file.tensors.has(name) && !holdsNoWeights(name));
      if (missing.length > 0)
        throw new ExpectedError(
          'BAD_INPUT',
          `${path} lacks ${missing.join(', ')}, which ${index} says it has: take index and shards from one model.`,
        );
    }
  } catch (error) {
    await Promise.all(files.map((file) => file.close()));
    throw error;
  }
  return opened(index, places, files);
}

/** An integer tensor, which is left out where a file is read. */
function holdsNoWeights(name: string): boolean {
  return name.endsWith('position_ids');
}

function opened(
  source: string,
  places: ReadonlyMap<string, TensorFile>,
  files: readonly TensorFile[],
): OpenWeights {
  const fileOf = (name: string) => {
    const file = places.get(name);
    if (!file) throw new RangeError(`${source} has no tensor "${name}".`);
    return file;
  };
  return {
    source,
    shapes: new Map([...places].map(([name, file]) => [name, file.tensors.get(name)?.shape ?? []])),
    metadata: files[0]?.metadata ?? {},
    read: (name) => fileOf(name).read(name),
    close: async () => {
      await Promise.all(files.map((file) => file.close()));
    },
  };
}

const pointer = 'version https://git-lfs.github.com/';

/** A clone without git-lfs has a few lines of text where a large file should be. */
async function refusePointer(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { buffer } = await file.read(Buffer.alloc(pointer.length), 0, pointer.length, 0);
    if (buffer.toString('latin1') !== pointer) return;
  } finally {
    await file.close();
  }
  throw new ExpectedError(
    'BAD_INPUT',
    `${path} is a pointer of Git LFS, not the weights: run \`git lfs pull\` in its folder.`,
  );
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
