import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { PickleGlobal, PickleNames } from './unpickle.ts';

/** What a tensor of a file is a view of: values one behind the other, under a key of their own. */
export class Storage {
  readonly key: string;
  readonly type: StorageType;
  /** Number of values. */
  readonly length: number;

  constructor(key: string, type: StorageType, length: number) {
    this.key = key;
    this.type = type;
    this.length = length;
  }
}

/** A class of PyTorch's storages. */
export interface StorageType extends PickleGlobal {
  /** As safetensors calls it. */
  dtype: string;
  /** Bytes of one value. */
  width: number;
}

/** A tensor as a state dict speaks of it. */
export class StoredTensor {
  readonly storage: Storage;
  /** Of its first value in the storage, in values. */
  readonly offset: number;
  readonly shape: number[];
  /** From one index to the next of each dimension, in values. */
  readonly strides: number[];

  constructor(storage: Storage, offset: number, shape: number[], strides: number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}

/** The tensors of a file by name, and where in it each storage begins, in bytes, by its key. */
export interface StateDict {
  tensors: ReadonlyMap<string, StoredTensor>;
  starts: ReadonlyMap<string, number>;
}

const storageTypes: readonly (readonly [name: string, dtype: string, width: number])[] = [
  ['FloatStorage', 'F32', 4],
  ['HalfStorage', 'F16', 2],
  ['BFloat16Storage', 'BF16', 2],
  ['DoubleStorage', 'F64', 8],
  ['LongStorage', 'I64', 8],
  ['IntStorage', 'I32', 4],
  ['ShortStorage', 'I16', 2],
  ['CharStorage', 'I8', 1],
  ['ByteStorage', 'U8', 1],
  ['BoolStorage', 'BOOL', 1],
];

/** Most values of a tensor that has more of them than its storage. */
const mostRepeated = 2 ** 20;

/**
 * The globals of Python that a state dict speaks of, and what they are here.
 *
 * @param source the file's name, for messages
 */
export function stateDictNames(source: string): PickleNames {
  const sound = (holds: boolean, what: string) => {
    if (!holds) throw new ExpectedError('BAD_INPUT', `${source} is no sound state dict of PyTorch: ${what}.`);
  };
  const tensor = ([storage, offset, shape, strides]: readonly unknown[]) => {
    sound(storage instanceof Storage, 'a tensor has no storage');
    sound(areCounts([offset]) && areCounts(shape) && areCounts(strides), 'a tensor has no whole sizes');
    const view = new StoredTensor(storage as Storage, Number(offset), shape as number[], strides as number[]);
    sound(view.shape.length === view.strides.length, 'a tensor has not as many strides as dimensions');
    sound(spanOf(view) <= view.storage.length - view.offset, 'a tensor reaches beyond its storage');
    // A stride of 0 repeats values, as torch.expand makes it: a few bytes must not become a tensor of any size.
    const values = view.shape.reduce((product, size) => product * size, 1);
    sound(
      values <= Math.max(view.storage.length, mostRepeated),
      `a tensor of shape [${view.shape}] has more values than its storage, ${view.storage.length}`,
    );
    return view;
  };
  const orderedDict = ([pairs = []]: readonly unknown[]) => {
    const arePairs = Array.isArray(pairs) && pairs.every((pair) => Array.isArray(pair) && pair.length === 2);
    sound(arePairs, 'a dict is made of what are no pairs');
    return new Map(pairs as [unknown, unknown][]);
  };
  const globals: PickleGlobal[] = [
    { name: 'collections.OrderedDict', call: orderedDict },
    { name: 'torch._utils._rebuild_tensor', call: tensor },
    { name: 'torch._utils._rebuild_tensor_v2', call: tensor },
    { name: 'torch._utils._rebuild_parameter', call: ([data]) => data },
    ...storageTypes.map(([name, dtype, width]): StorageType => ({ name: `torch.${name}`, dtype, width })),
  ];
  const storages = new Map<string, Storage>();
  const known = new Map(globals.map((global) => [global.name, global]));
  return {
    global(module, name) {
      const global = known.get(`${module}.${name}`);
      if (global) return global;
      throw new ExpectedError(
        'BAD_INPUT',
        `${source} asks for Python's ${module}.${name}, which is not run: only tensors by their names are read. ` +
          'Load it with PyTorch, if you trust it, and save its state_dict() alone, or safetensors.',
      );
    },
    persistent(id) {
      const [kind, type, key, , length, view = null] = Array.isArray(id) ? id : [];
      sound(kind === 'storage' && typeof key === 'string', 'it speaks of an object that is no storage');
      sound(isStorageType(type) && areCounts([length]), `its storage ${key} is of no known type`);
      sound(view === null, `its storage ${key} is a part of another one`);
      const storage = storages.get(key) ?? new Storage(key, type, length);
      storages.set(key, storage);
      sound(
        storage.type === type && storage.length === length,
        `its storage ${key} is spoken of in two ways`,
      );
      return storage;
    },
  };
}

/**
 * The tensors of an unpickled state dict by name.
 *
 * @throws ExpectedError where it is no dict of tensors
 */
export function tensorsOf(value: unknown, source: string): Map<string, StoredTensor> {
  if (!(value instanceof Map))
    throw new ExpectedError(
      'BAD_INPUT',
      `${source} holds no tensors by their names: save a model's state_dict().`,
    );
  for (const [name, tensor] of value) {
    if (typeof name === 'string' && tensor instanceof StoredTensor) continue;
    throw new ExpectedError(
      'BAD_INPUT',
      `${source} holds "${name}", which is no tensor, beside or around the weights: save a model's state_dict() alone.`,
    );
  }
  return value;
}

/** How many values of its storage a tensor reaches over, from its first one. */
export function spanOf({ shape, strides }: StoredTensor): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((span, size, i) => span + (size - 1) * strides[i]!, 1);
}

function areCounts(values: unknown): boolean {
  return Array.isArray(values) && values.every((value) => Number.isSafeInteger(value) && value >= 0);
}

function isStorageType(value: unknown): value is StorageType {
  return typeof value === 'object' && value !== null && 'dtype' in value;
}
