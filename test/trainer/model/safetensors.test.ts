import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  openSafetensors,
  readSafetensors,
  writeSafetensors,
  writeSafetensorsFile,
} from '@stillhouse/trainer/model/safetensors.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillhouse-safetensors-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a file that was written', () => {
  const tensors = {
    'a.weight': { shape: [2, 3], values: Float32Array.of(1, -2, 3.5, 0, 1e-30, -Number.MAX_VALUE) },
    'b.bias': { shape: [1], values: Float32Array.of(7) },
    scalar: { shape: [], values: Float32Array.of(4) },
  };

  it('reads back the same tensors and metadata', () => {
    const file = writeSafetensors({ tensors, metadata: { recipe: '{"α":1}' } });
    expect(readSafetensors(file, 'x')).toEqual({ tensors, metadata: { format: 'pt', recipe: '{"α":1}' } });
  });

  it('in parts onto a disk is the same file, and leaves no other behind', async () => {
    const path = join(folder, 'written.safetensors');
    await writeSafetensorsFile(path, { tensors, metadata: { a: 'b' } });
    expect(new Uint8Array(await readFile(path))).toEqual(writeSafetensors({ tensors, metadata: { a: 'b' } }));
    expect(await readdir(folder)).toEqual(['written.safetensors']);
  });

  it('is read from the disk one tensor at a time', async () => {
    const path = join(folder, 'written.safetensors');
    await writeSafetensorsFile(path, { tensors, metadata: {} });
    const file = await openSafetensors(path);
    expect([...file.tensors.keys()]).toEqual(Object.keys(tensors));
    expect(await file.read('b.bias')).toEqual(tensors['b.bias']);
    expect(await file.read('a.weight')).toEqual(tensors['a.weight']);
    await expect(file.read('c')).rejects.toThrow(/written\.safetensors has no tensor "c"/);
    await file.close();
  });

  it('begins its data at a multiple of eight bytes', () => {
    const file = writeSafetensors({ tensors, metadata: {} });
    expect(Number(new DataView(file.buffer).getBigUint64(0, true)) % 8).toBe(0);
  });

  it('holds only the part of a shared buffer that a tensor is', () => {
    const shared = Float32Array.of(1, 2, 3, 4);
    const file = writeSafetensors({
      tensors: { x: { shape: [2], values: shared.subarray(1, 3) } },
      metadata: {},
    });
    expect([...readSafetensors(file, 'x').tensors.x!.values]).toEqual([2, 3]);
  });

  it('can be read from the middle of a larger buffer', () => {
    const file = writeSafetensors({ tensors, metadata: {} });
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    expect(readSafetensors(shifted.subarray(3), 'x').tensors).toEqual(tensors);
  });
});

describe('other types become float32:', () => {
  it('F16, with subnormals, infinities and NaN', () => {
    const bits = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff, 0x7c00, 0xfc00, 0x7e00, 0x8000);
    const { values } = readSafetensors(fileOf('F16', [9], bits), 'x').tensors.x!;
    expect([...values.slice(0, 2)]).toEqual([1, -2]);
    expect(values[2]).toBeCloseTo(1 / 3, 3);
    expect(values[3]).toBe(2 ** -24);
    expect(values[4]).toBe(65504);
    expect([...values.slice(5)]).toEqual([Infinity, -Infinity, NaN, -0]);
  });

  it('BF16', () => {
    const { values } = readSafetensors(fileOf('BF16', [3], Uint16Array.of(0x3f80, 0xc000, 0x4049)), 'x')
      .tensors.x!;
    expect([...values]).toEqual([1, -2, 3.140625]);
  });

  it('F64', () => {
    expect([...readSafetensors(fileOf('F64', [1], Float64Array.of(0.5)), 'x').tensors.x!.values]).toEqual([
      0.5,
    ]);
  });

  it('integers, which are no weights, are left out', () => {
    expect(readSafetensors(fileOf('I64', [1], BigInt64Array.of(1n)), 'x').tensors).toEqual({});
  });
});

describe('a file that is not sound is refused by name:', () => {
  it.each([
    ['empty', new Uint8Array(3), /shorter than its header/],
    ['a header beyond the end', new Uint8Array(16).fill(9), /its header says/],
    ['a header that is not JSON', Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 33, 33), /not JSON/],
    ['a type that is not known', fileOf('F8_E4M3', [4], new Uint8Array(4)), /"x" has the type F8_E4M3/],
    [
      'a shape of 2^52 values',
      headed({ x: { dtype: 'F32', shape: [2 ** 52], data_offsets: [0, 8] } }),
      /"x"/,
    ],
    [
      'a shape that is no list',
      headed({ x: { dtype: 'F32', shape: 2, data_offsets: [0, 8] } }),
      /"x" has no type/,
    ],
    [
      'a size that is none',
      headed({ x: { dtype: 'F32', shape: [-1, -2], data_offsets: [0, 8] } }),
      /"x" has no type/,
    ],
    [
      'half a size',
      headed({ x: { dtype: 'F32', shape: [0.5, 4], data_offsets: [0, 8] } }),
      /"x" has no type/,
    ],
    ['no offsets', headed({ x: { dtype: 'F32', shape: [2] } }), /"x" has no type/],
    ['a tensor of null', headed({ x: null }), /"x" has no type/],
    ['a header of null', headed(null), /header is not an object/],
    ['metadata that are no texts', headed({ __metadata__: { a: 1 } }), /metadata are not texts/],
    [
      'integers beyond the end',
      headed({ x: { dtype: 'I64', shape: [9], data_offsets: [0, 72] } }),
      /"x" of shape/,
    ],
    [
      'tensors that overlap',
      headed({
        x: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
        y: { dtype: 'F32', shape: [1], data_offsets: [4, 8] },
      }),
      /"x" and "y" overlap/,
    ],
    [
      'a tensor that is there twice',
      texted(
        '{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"\\u0078":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}',
      ),
      /has "x" twice/,
    ],
    [
      'a type that is there twice',
      texted('{"x":{"dtype":"F32","shape":[2],"dtype":"F32","data_offsets":[0,8]}}'),
      /has "dtype" twice/,
    ],
    ['a shape that does not fit', fileOf('F32', [3], new Float32Array(2)), /"x" of shape \[3\]/],
  ])('%s', (_name, file, message) => {
    expect(() => readSafetensors(file, 'model.safetensors')).toThrow(message);
    expect(() => readSafetensors(file, 'model.safetensors')).toThrow(/^model\.safetensors/);
  });

  it('members of one name in several objects, and names with quotes and braces, are read', () => {
    const name = 'a{"b":"[';
    const entry = (start: number) => ({ dtype: 'F32', shape: [1], data_offsets: [start, start + 4] });
    const file = headed({ [name]: entry(0), y: entry(4) });
    expect(Object.keys(readSafetensors(file, 'x').tensors)).toEqual([name, 'y']);
  });

  it.each([
    ['empty', new Uint8Array(0), /shorter than its header/],
    ['cut off', fileOf('F32', [4], new Float32Array(4)).slice(0, -1), /"x" of shape \[4\]/],
  ])('on the disk, %s', async (_name, file, message) => {
    const path = join(folder, 'faulty.safetensors');
    await writeFile(path, file);
    await expect(openSafetensors(path)).rejects.toThrow(message);
  });
});

function fileOf(
  dtype: string,
  shape: number[],
  data: { buffer: ArrayBufferLike; byteLength: number },
): Uint8Array {
  const header = Buffer.from(JSON.stringify({ x: { dtype, shape, data_offsets: [0, data.byteLength] } }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, new Uint8Array(data.buffer)]);
}

/** A file with this header and eight bytes of data. */
function headed(header: unknown): Uint8Array {
  return texted(JSON.stringify(header));
}

function texted(header: string): Uint8Array {
  const json = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(8)]);
}
