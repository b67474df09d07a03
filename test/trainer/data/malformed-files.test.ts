import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readTsv } from '@stillhouse/trainer/data/glue/read-tsv.ts';
import { readNpy } from '@stillhouse/trainer/data/npy.ts';
import { describe, expect, test } from 'vitest';
import { folderOf } from './folder-of.ts';

/** A .npy file of version 1 with this shape and eight bytes of values. */
function npy(shape: string, headerLength?: number): Uint8Array {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape}), }\n`;
  const start = Buffer.from('\x93NUMPY\x01\x00\x00\x00', 'latin1');
  start.writeUInt16LE(headerLength ?? header.length, 8);
  return Buffer.concat([start, Buffer.from(header), Buffer.alloc(8)]);
}

describe('a .npy file', () => {
  test('of the shape that its header names is read', () => {
    expect(readNpy(npy('1, 2'), 'a.npy')).toMatchObject({ rows: 1, columns: 2 });
  });

  test.each([
    ['more values than bytes', npy('4, 2')],
    ['2^80 values', npy('1099511627776, 1099511627776')],
    ['a size beyond all numbers', npy(`${'9'.repeat(400)}, 2`)],
    ['a size of 2^53 + 1', npy('9007199254740993, 0')],
    ['a header that ends behind the file', npy('1, 2', 60_000)],
    ['three dimensions', npy('1, 1, 2')],
  ])('that claims %s is refused by name before memory is allocated', (_what, file) => {
    expect(() => readNpy(file, 'a.npy')).toThrow(/^a\.npy: /);
  });
});

test('a tab-separated file that no string can hold is refused by name, without being read', async () => {
  const folder = await folderOf({ 'train.tsv': '' });
  const path = join(folder, 'train.tsv');
  await truncate(path, 2 ** 29 + 2 ** 20);
  await expect(readTsv(path)).rejects.toMatchObject({
    code: 'TOO_LARGE',
    message: expect.stringMatching(/train\.tsv has 537919488 bytes, and at most \d+ are read/),
  });
});

test('a tab-separated file with NUL bytes keeps them in its fields', async () => {
  const folder = await folderOf({ 'train.tsv': '' });
  const path = join(folder, 'train.tsv');
  await writeFile(path, 'a\0b\tc\r\nd\n');
  expect(await readTsv(path)).toEqual([
    { line: 1, fields: ['a\0b', 'c'] },
    { line: 2, fields: ['d'] },
  ]);
});
