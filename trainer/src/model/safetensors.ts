import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/** Values of one weight, row-major. */
export interface NamedArray {
  shape: number[];
  values: Float32Array;
}

/** What a safetensors file holds. */
export interface SafetensorsFile {
  tensors: Record<string, NamedArray>;
  metadata: Record<string, string>;
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/**
 * A safetensors file (8 bytes of header length, JSON header, little-endian data) of float32 tensors, in the order given.
 *
 * @param metadata texts by key, such as the recipe as JSON
 */
export function writeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array {
  const header: Record<string, Entry | Record<string, string>> = {
    __metadata__: { format: 'pt', ...metadata },
  };
  let end = 0;
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    const start = end;
    end += values.byteLength;
    header[name] = { dtype: 'F32', shape, data_offsets: [start, end] };
  }
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  // Readers may map the data: it begins at a multiple of eight.
  const padded = Buffer.alloc(Math.ceil(json.length / 8) * 8, ' ');
  json.copy(padded);
  const file = new Uint8Array(8 + padded.length + end);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(padded.length), true);
  file.set(padded, 8);
  let at = 8 + padded.length;
  for (const { values } of Object.values(tensors)) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return file;
}

/**
 * Reads a safetensors file. F32, F16, BF16 and F64 become float32; integer tensors, which hold no weights (BERT's position_ids), are left out.
 *
 * @param source name of the file, for messages
 * @throws ExpectedError where the file is not well formed, or has a type that is not among these
 */
export function readSafetensors(file: Uint8Array, source: string): SafetensorsFile {
  const fail = (what: string) =>
    new ExpectedError('BAD_INPUT', `${source} is not a sound safetensors file: ${what}.`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 8) throw fail('it is shorter than its header');
  const length = Number(view.getBigUint64(0, true));
  if (length > file.length - 8) throw fail(`its header says ${length} bytes, and ${file.length - 8} follow`);
  const header = parseHeader(Buffer.from(file.buffer, file.byteOffset + 8, length).toString('utf8'), fail);
  const { __metadata__: metadata = {}, ...entries } = header;
  const tensors: Record<string, NamedArray> = {};
  for (const [name, entry] of Object.entries(entries) as [string, Entry][]) {
    if (integerTypes.has(entry.dtype)) continue;
    const decode = decoders[entry.dtype];
    if (!decode) throw fail(`tensor "${name}" has the type ${entry.dtype}; F32, F16, BF16 and F64 are read`);
    const [start, end] = entry.data_offsets;
    const count = entry.shape.reduce((product, size) => product * size, 1);
    if (end - start !== count * decode.bytes || start < 0 || 8 + length + end > file.length) {
      throw fail(`tensor "${name}" of shape [${entry.shape}] does not fit its bytes ${start} to ${end}`);
    }
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++) values[i] = decode.at(view, 8 + length + start + i * decode.bytes);
    tensors[name] = { shape: entry.shape, values };
  }
  return { tensors, metadata: metadata as Record<string, string> };
}

const integerTypes = new Set(['I64', 'I32', 'I16', 'I8', 'U64', 'U32', 'U16', 'U8', 'BOOL']);

const decoders: Record<string, { bytes: number; at: (view: DataView, offset: number) => number }> = {
  F64: { bytes: 8, at: (view, offset) => view.getFloat64(offset, true) },
  F32: { bytes: 4, at: (view, offset) => view.getFloat32(offset, true) },
  F16: { bytes: 2, at: (view, offset) => halfToNumber(view.getUint16(offset, true)) },
  BF16: { bytes: 2, at: (view, offset) => bfloatToNumber(view.getUint16(offset, true)) },
};

/** IEEE 754 binary16. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const word = new DataView(new ArrayBuffer(4));

/** bfloat16: the upper half of a float32. */
function bfloatToNumber(bits: number): number {
  word.setUint32(0, bits << 16);
  return word.getFloat32(0);
}

function parseHeader(json: string, fail: (what: string) => Error): Record<string, unknown> {
  try {
    return JSON.parse(json) as Record<string, unknown>;
  } catch {
    throw fail('its header is not JSON');
  }
}
