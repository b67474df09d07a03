import type { FileHandle } from 'node:fs/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { contentStart, readZipEntries, type ZipEntry } from '../../zip/zip-entries.ts';
import { ByteReader } from './byte-reader.ts';
import { type StateDict, type StoredTensor, stateDictNames, tensorsOf } from './state-dict.ts';
import { unpickle } from './unpickle.ts';

const pickleName = 'data.pkl';

/**
 * The format of torch.save since PyTorch 1.6: a zip file of uncompressed entries, NAME/data.pkl and a NAME/data/KEY for each storage.
 *
 * @throws ExpectedError where it is damaged, compressed, of another byte order, or holds something else than tensors
 */
export async function readZipFile(path: string, file: FileHandle): Promise<StateDict> {
  const entries = new Map((await readZipEntries(path, file)).map((entry) => [entry.path, entry]));
  const pickle = [...entries.keys()].find((name) => name.split('/').slice(1).join('/') === pickleName);
  if (pickle === undefined)
    throw new ExpectedError(
      'BAD_INPUT',
      `${path} is a zip file, but none of PyTorch: it has no ${pickleName}.`,
    );
  const folder = pickle.slice(0, -pickleName.length);
  const place = async (name: string) => {
    const entry = uncompressed(path, entries.get(folder + name), name);
    return { start: await contentStart(path, file, entry), bytes: entry.size };
  };
  if (entries.has(`${folder}byteorder`)) {
    const { start, bytes } = await place('byteorder');
    const order = new ByteReader(file.fd, start, start + bytes, path).take(bytes).toString('latin1');
    if (order !== 'little') throw new ExpectedError('BAD_INPUT', `${path} has ${order}-endian numbers.`);
  }
  const { start, bytes } = await place(pickleName);
  const reader = new ByteReader(file.fd, start, start + bytes, path);
  const tensors = tensorsOf(unpickle(reader, stateDictNames(path), path), path);
  return { tensors, starts: await storageStarts(path, tensors.values(), (key) => place(`data/${key}`)) };
}

/** First byte of every storage. @throws ExpectedError for one that is missing or has too few bytes */
async function storageStarts(
  path: string,
  tensors: Iterable<StoredTensor>,
  place: (key: string) => Promise<{ start: number; bytes: number }>,
): Promise<Map<string, number>> {
  const starts = new Map<string, number>();
  for (const { storage } of tensors) {
    const { start, bytes } = await place(storage.key);
    const expected = storage.length * storage.type.width;
    if (bytes !== expected) {
      const message = `data/${storage.key} in ${path} has ${bytes} bytes where ${expected} are expected: download it again.`;
      throw new ExpectedError('BAD_INPUT', message);
    }
    starts.set(storage.key, start);
  }
  return starts;
}

function uncompressed(path: string, entry: ZipEntry | undefined, name: string): ZipEntry {
  if (!entry) throw new ExpectedError('BAD_INPUT', `${path} lacks its entry ${name}: download it again.`);
  if (entry.method === 0) return entry;
  throw new ExpectedError(
    'BAD_INPUT',
    `${name} in ${path} is compressed, as torch.save never does: load it with PyTorch and save it again.`,
  );
}
