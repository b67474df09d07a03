import type { NamedArray } from './safetensors.ts';

/** A file of weights of which the table of tensors was read: tensors are read one by one, each into memory of its own. */
export interface TensorFile {
  /** By name. Integer tensors, which hold no weights (BERT's position_ids), are left out. */
  tensors: ReadonlyMap<string, { shape: number[] }>;
  /** Texts by key. */
  metadata: Readonly<Record<string, string>>;
  /** Its values as float32, row-major. @throws RangeError for a name that is not there */
  read(name: string): Promise<NamedArray>;
  close(): Promise<void>;
}
