import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { z } from 'zod';
import { repeatedMember } from './repeated-member.ts';

/** Where a tensor lies in a safetensors file. */
export interface TensorEntry {
  dtype: string;
  shape: number[];
  /** First byte, from the beginning of the file. */
  start: number;
  /** Number of bytes. */
  bytes: number;
}

export interface SafetensorsHeader {
  tensors: Map<string, TensorEntry>;
  /** Texts by key. */
  metadata: Record<string, string>;
}

/** Bytes of one value by its type, of the types that are read. */
const floatBytes: Readonly<Record<string, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

const count = z.int().nonnegative();
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(count).max(16),
  data_offsets: z.tuple([count, count]),
});
const metadataSchema = z.record(z.string(), z.string());

const integerTypes = new Set(['I64', 'I32', 'I16', 'I8', 'U64', 'U32', 'U16', 'U8', 'BOOL']);

/** The number of bytes before the JSON header, which they give the length of. */
export const lengthBytes = 8;

/** Most bytes of a header, as in the reference implementation. */
const mostHeader = 100_000_000;

/** @returns length of the JSON header in bytes, from the file's first eight. @param size of the file in bytes */
export function headerLength(first: Uint8Array, size: number, source: string): number {
  if (first.length < lengthBytes) throw unsound(source, 'it is shorter than its header');
  const length = Number(new DataView(first.buffer, first.byteOffset).getBigUint64(0, true));
  const rest = size - lengthBytes;
  if (length > rest) throw unsound(source, `its header says ${length} bytes, and ${rest} follow`);
  if (length > mostHeader)
    throw unsound(source, `its header has ${length} bytes, and at most ${mostHeader} are read`);
  return length;
}

/**
 * Reads the JSON header. Integer tensors, which hold no weights (BERT's position_ids), are left out.
 *
 * @param json the header's bytes, without the length before them
 * @param size of the file in bytes
 * @throws ExpectedError where it is not well formed, a tensor lies outside the file, or has a type that is not read
 */
export function parseHeader(json: Uint8Array, size: number, source: string): SafetensorsHeader {
  const { __metadata__: metadata = {}, ...entries } = parseJson(json, source);
  const data = lengthBytes + json.length;
  const tensors = new Map<string, TensorEntry>();
  const places: { name: string; start: number; end: number }[] = [];
  for (const [name, entry] of Object.entries(entries)) {
    const parsed = entrySchema.safeParse(entry);
    if (!parsed.success)
      throw unsound(source, `tensor "${name}" has no type, shape and offsets of whole numbers`);
    const {
      dtype,
      shape,
      data_offsets: [start, end],
    } = parsed.data;
    const width = floatBytes[dtype];
    if (width === undefined && !integerTypes.has(dtype))
      throw new ExpectedError(
        'BAD_INPUT',
        `${source}: tensor "${name}" has the type ${dtype}; F32, F16, BF16 and F64 are read: save the model in one of them.`,
      );
    const bytes = shape.reduce((product, length) => product * length, width ?? 1);
    const fits = width === undefined ? start <= end : end - start === bytes;
    if (!fits || data + end > size)
      throw unsound(source, `tensor "${name}" of shape [${shape}] does not fit its bytes ${start} to ${end}`);
    if (end > start) places.push({ name, start, end });
    if (width !== undefined) tensors.set(name, { dtype, shape, start: data + start, bytes });
  }
  places.sort((a, b) => a.start - b.start);
  places.forEach(({ name, start }, i) => {
    const before = places[i - 1];
    if (before && start < before.end) throw unsound(source, `tensors "${before.name}" and "${name}" overlap`);
  });
  if (!metadataSchema.safeParse(metadata).success) throw unsound(source, 'its metadata are not texts');
  return { tensors, metadata: metadata as Record<string, string> };
}

/**
 * The first bytes of a file of float32 tensors that lie one behind the other in the order given: length and JSON header.
 *
 * @param shapes by name
 */
export function formatHeader(
  shapes: Readonly<Record<string, readonly number[]>>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt', ...metadata } };
  let end = 0;
  for (const [name, shape] of Object.entries(shapes)) {
    const start = end;
    end += shape.reduce((product, length) => product * length, 4);
    header[name] = { dtype: 'F32', shape, data_offsets: [start, end] };
  }
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  // Readers may map the data: it begins at a multiple of eight.
  const file = Buffer.alloc(lengthBytes + Math.ceil(json.length / 8) * 8, ' ');
  file.writeBigUInt64LE(BigInt(file.length - lengthBytes));
  json.copy(file, lengthBytes);
  return file;
}

function unsound(source: string, what: string): ExpectedError {
  return new ExpectedError(
    'BAD_INPUT',
    `${source} is not a sound safetensors file: ${what}. Was its download cut off? Download it again.`,
  );
}

function parseJson(json: Uint8Array, source: string): Record<string, unknown> {
  let header: unknown;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(json);
    header = JSON.parse(text);
  } catch {
    throw unsound(source, 'its header is not JSON');
  }
  if (header === null || typeof header !== 'object' || Array.isArray(header))
    throw unsound(source, 'its header is not an object');
  // JSON.parse keeps the last of two members of one name, other readers the first.
  const twice = repeatedMember(text);
  if (twice !== null) throw unsound(source, `its header has "${twice}" twice in one object`);
  return { ...header };
}
