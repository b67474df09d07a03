import type { FileHandle } from 'node:fs/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { ByteReader } from './byte-reader.ts';
import { type StateDict, type Storage, type StoredTensor, stateDictNames, tensorsOf } from './state-dict.ts';
import { unpickle } from './unpickle.ts';

const magicNumber = 0x1950a86a20f9469cfc6cn;
const protocolVersion = 1001;

/**
 * The format of torch.save before PyTorch 1.6: five pickles one behind the other (a magic number, the format's version, facts of the system, the
 * state dict, the keys of its storages), and then each storage, its length before it.
 *
 * @throws ExpectedError where it ends too early, is of another version or byte order, or holds something else than tensors
 */
export async function readLegacyFile(path: string, file: FileHandle): Promise<StateDict> {
  const { size } = await file.stat();
  const bytes = new ByteReader(file.fd, 0, size, path);
  const next = () => unpickle(bytes, stateDictNames(path), path);
  const [magic, version, system] = [next(), next(), next()];
  if (magic !== magicNumber || version !== protocolVersion || !(system instanceof Map))
    throw unsound(path, 'it does not begin as a file of torch.save');
  if (system.get('little_endian') !== true) throw unsound(path, 'its numbers are not little-endian');
  const tensors = tensorsOf(next(), path);
  const keys = next();
  if (!Array.isArray(keys)) throw unsound(path, 'it has no list of storages');
  return { tensors, starts: storageStarts(path, bytes, storagesOf(tensors.values()), keys, size) };
}

function storageStarts(
  path: string,
  bytes: ByteReader,
  storages: ReadonlyMap<unknown, Storage>,
  keys: readonly unknown[],
  size: number,
): Map<string, number> {
  const starts = new Map<string, number>();
  for (const key of keys) {
    const storage = storages.get(key);
    if (!storage) throw unsound(path, `it has a storage ${key} that no tensor is in`);
    const length = Number(bytes.take(8).readBigInt64LE());
    if (length !== storage.length)
      throw unsound(path, `its storage ${key} has ${length} values where ${storage.length} are expected`);
    starts.set(storage.key, bytes.position);
    const end = bytes.position + length * storage.type.width;
    if (end > size) {
      throw new ExpectedError(
        'BAD_INPUT',
        `${path} has ${size} bytes, and its tensors reach to byte ${end}: was its download cut off?`,
      );
    }
    bytes.skipTo(end);
  }
  const missing = [...storages.values()].find(({ key }) => !starts.has(key));
  if (missing) throw unsound(path, `its storage ${missing.key} is missing`);
  return starts;
}

function storagesOf(tensors: Iterable<StoredTensor>): Map<unknown, Storage> {
  return new Map([...tensors].map(({ storage }) => [storage.key, storage]));
}

function unsound(path: string, what: string): ExpectedError {
  return new ExpectedError('BAD_INPUT', `${path} is no sound state dict of PyTorch: ${what}.`);
}
