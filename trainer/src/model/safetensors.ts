import { open, rename, rm } from 'node:fs/promises';
import { readRange } from './read-range.ts';
import { formatHeader, headerLength, lengthBytes, parseHeader } from './safetensors-header.ts';
import type { TensorFile } from './tensor-file.ts';
import { toFloat32 } from './to-float32.ts';

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

/**
 * A safetensors file (8 bytes of header length, JSON header, little-endian data) of float32 tensors, in the order given.
 *
 * @param metadata texts by key, such as the recipe as JSON
 */
export function writeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array {
  const parts = [formatHeader(shapesOf(tensors), metadata), ...Object.values(tensors).map(bytesOf)];
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

/** The same into a file, tensor by tensor, which appears under its name once it is whole. */
export async function writeSafetensorsFile(
  path: string,
  { tensors, metadata }: SafetensorsFile,
): Promise<void> {
  const part = `${path}.part`;
  try {
    const file = await open(part, 'w');
    try {
      await file.writeFile(formatHeader(shapesOf(tensors), metadata));
      for (const tensor of Object.values(tensors)) await file.writeFile(bytesOf(tensor));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/**
 * Reads a safetensors file. F32, F16, BF16 and F64 become float32; integer tensors, which hold no weights (BERT's position_ids), are left out.
 *
 * @param source name of the file, for messages
 * @throws ExpectedError where the file is not well formed, or has a type that is not among these
 */
export function readSafetensors(file: Uint8Array, source: string): SafetensorsFile {
  const length = headerLength(file.subarray(0, lengthBytes), file.length, source);
  const json = file.subarray(lengthBytes, lengthBytes + length);
  const { tensors: entries, metadata } = parseHeader(json, file.length, source);
  const tensors: Record<string, NamedArray> = {};
  for (const [name, { dtype, shape, start, bytes }] of entries) {
    tensors[name] = { shape, values: toFloat32(Uint8Array.from(file.subarray(start, start + bytes)), dtype) };
  }
  return { tensors, metadata };
}

/** Opens a safetensors file of any size. @throws ExpectedError as readSafetensors; ENOENT where there is no such file */
export async function openSafetensors(path: string): Promise<TensorFile> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const first = new Uint8Array(Math.min(lengthBytes, size));
    await file.read(first, 0, first.length, 0);
    const json = new Uint8Array(headerLength(first, size, path));
    await file.read(json, 0, json.length, lengthBytes);
    const { tensors, metadata } = parseHeader(json, size, path);
    return {
      tensors,
      metadata,
      async read(name) {
        const entry = tensors.get(name);
        if (!entry) throw new RangeError(`${path} has no tensor "${name}".`);
        const bytes = await readRange(file, entry.start, entry.bytes, path);
        return { shape: entry.shape, values: toFloat32(bytes, entry.dtype) };
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function shapesOf(tensors: Record<string, NamedArray>): Record<string, number[]> {
  return Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]));
}

function bytesOf({ values }: NamedArray): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
