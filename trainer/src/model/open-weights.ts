import { access, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { z } from 'zod';
import { type NamedArray, type OpenSafetensors, openSafetensors } from './safetensors.ts';

export const weightsFile = 'model.safetensors';
const weightsIndexFile = 'model.safetensors.index.json';

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
 * Opens model.safetensors of a folder, or the shards that model.safetensors.index.json names.
 *
 * @throws ExpectedError where there are neither, a shard is missing, or a shard lacks a tensor that the index says it has
 */
export async function openWeights(folder: string): Promise<OpenWeights> {
  const single = join(folder, weightsFile);
  const index = join(folder, weightsIndexFile);
  if (await exists(single)) {
    const file = await openSafetensors(single);
    return opened(single, new Map([...file.tensors.keys()].map((name) => [name, file])), [file]);
  }
  if (await exists(index)) return openShards(folder, index);
  const other = (await exists(join(folder, 'pytorch_model.bin')))
    ? '; pytorch_model.bin is not read: save it with `transformers` and safe_serialization=True'
    : '';
  throw new ExpectedError('NOT_FOUND', `There is no file ${single}${other}.`);
}

const indexJson = z.object({ weight_map: z.record(z.string(), z.string()) });

/** Names of the shards that an index speaks of. @throws ExpectedError where it is no such index, or a name leads out of its folder */
export function shardsOf(text: string, source: string): Map<string, string[]> {
  const parsed = indexJson.safeParse(jsonOrNull(text));
  if (!parsed.success)
    throw new ExpectedError('BAD_INPUT', `${source} has no weight_map of tensors to files.`);
  const shards = new Map<string, string[]>();
  for (const [tensor, shard] of Object.entries(parsed.data.weight_map)) {
    if (shard !== basename(shard) || shard === '..')
      throw new ExpectedError('BAD_INPUT', `${source}: "${shard}" is no name of a file beside it.`);
    shards.set(shard, [...(shards.get(shard) ?? []), tensor]);
  }
  return shards;
}

async function openShards(folder: string, index: string): Promise<OpenWeights> {
  const shards = shardsOf(await readFile(index, 'utf8'), index);
  const files: OpenSafetensors[] = [];
  const places = new Map<string, OpenSafetensors>();
  try {
    for (const [shard, tensors] of shards) {
      const path = join(folder, shard);
      if (!(await exists(path)))
        throw new ExpectedError('NOT_FOUND', `There is no file ${path}, which ${index} names.`);
      const file = await openSafetensors(path);
      files.push(file);
      for (const name of file.tensors.keys()) places.set(name, file);
      const missing = tensors.filter((name) => !file.tensors.has(name) && !holdsNoWeights(name));
      if (missing.length > 0)
        throw new ExpectedError(
          'BAD_INPUT',
          `${path} lacks ${missing.join(', ')}, which ${index} says it has.`,
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
  places: ReadonlyMap<string, OpenSafetensors>,
  files: readonly OpenSafetensors[],
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
