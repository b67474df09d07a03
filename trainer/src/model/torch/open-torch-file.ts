import { type FileHandle, open } from 'node:fs/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { readRange } from '../read-range.ts';
import type { TensorFile } from '../tensor-file.ts';
import { toFloat32 } from '../to-float32.ts';
import { readLegacyFile } from './legacy-file.ts';
import { type StateDict, type StoredTensor, spanOf } from './state-dict.ts';
import { readZipFile } from './zip-file.ts';

const zipFile = Buffer.from('PK\x03\x04', 'latin1');
/** A pickle of protocol 2. */
const pickle = Buffer.from([0x80, 2]);

const weightTypes = new Set(['F32', 'F16', 'BF16', 'F64']);

/**
 * Opens a state dict of PyTorch, `pytorch_model.bin`, of either of torch.save's formats. Its pickle is read without running anything of it.
 *
 * @throws ExpectedError where it is none, damaged, or speaks of anything but tensors; ENOENT where there is no such file
 */
export async function openTorchFile(path: string): Promise<TensorFile> {
  const file = await open(path, 'r');
  try {
    const { tensors, starts } = await readStateDict(path, file);
    const weights = new Map([...tensors].filter(([, { storage }]) => weightTypes.has(storage.type.dtype)));
    return {
      tensors: weights,
      metadata: {},
      async read(name) {
        const tensor = weights.get(name);
        if (!tensor) throw new RangeError(`${path} has no tensor "${name}".`);
        const { offset, storage, shape } = tensor;
        const { width, dtype } = storage.type;
        const start = starts.get(storage.key)! + offset * width;
        const values = toFloat32(await readRange(file, start, spanOf(tensor) * width, path), dtype);
        return { shape, values: isRowMajor(tensor) ? values : rowMajor(values, tensor) };
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readStateDict(path: string, file: FileHandle): Promise<StateDict> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
  const first = buffer.subarray(0, bytesRead);
  if (first.equals(zipFile)) return readZipFile(path, file);
  if (first.subarray(0, 2).equals(pickle)) return readLegacyFile(path, file);
  throw new ExpectedError(
    'BAD_INPUT',
    `${path} is no file of torch.save (it begins with ${first.toString('hex') || 'nothing'}): download it again.`,
  );
}

/** Whether its values lie one behind the other. */
function isRowMajor({ shape, strides }: StoredTensor): boolean {
  let expected = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i]! > 1 && strides[i] !== expected) return false;
    expected *= shape[i]!;
  }
  return true;
}

/** The values of a view, such as a transposed tensor's, one behind the other. @param values of the storage, from the view's first one */
function rowMajor(values: Float32Array, { shape, strides }: StoredTensor): Float32Array {
  const found = new Float32Array(shape.reduce((product, size) => product * size, 1));
  const index = shape.map(() => 0);
  for (let i = 0, at = 0; i < found.length; i++) {
    found[i] = values[at]!;
    // The next index: the last dimension runs fastest.
    for (let d = shape.length - 1; d >= 0; d--) {
      at += strides[d]!;
      index[d]! += 1;
      if (index[d]! < shape[d]!) break;
      at -= strides[d]! * shape[d]!;
      index[d] = 0;
    }
  }
  return found;
}
