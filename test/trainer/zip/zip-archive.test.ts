import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openZip } from '@stillhouse/trainer/zip/zip-archive.ts';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const { signal } = new AbortController();
const silent = () => undefined;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillhouse-zip-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a zip file', () => {
  it.each([0, 6] as const)('gives back what was packed at level %i', async (level) => {
    const path = join(folder, 'some.zip');
    const long = Buffer.from('a line of text\n'.repeat(100_000));
    await writeFile(path, zipSync({ 'a/long.txt': long, 'b.txt': strToU8('short') }, { level }));
    const archive = await openZip(path);
    let seen = 0;
    await archive.extract(
      'a/long.txt',
      join(folder, 'out/long.txt'),
      (bytes) => {
        seen += bytes;
      },
      signal,
    );
    expect((await readFile(join(folder, 'out/long.txt'))).equals(long)).toBe(true);
    expect(seen).toBe(long.length);
    expect(await archive.text('b.txt')).toBe('short');
    expect(archive.entries.map(({ path, size }) => [path, size])).toEqual([
      ['a/long.txt', long.length],
      ['b.txt', 5],
    ]);
    await archive.close();
  });

  it('with a damaged byte is refused, the entry named', async () => {
    const path = join(folder, 'some.zip');
    const bytes = zipSync({ 'a.txt': strToU8('hello '.repeat(100)) }, { level: 0 });
    bytes[200] = bytes[200]! ^ 1;
    await writeFile(path, bytes);
    const archive = await openZip(path);
    await expect(archive.extract('a.txt', join(folder, 'a.txt'), silent, signal)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('a.txt'),
    });
    await archive.close();
  });

  it('that was cut off is refused', async () => {
    const path = join(folder, 'some.zip');
    await writeFile(path, zipSync({ 'a.txt': strToU8('hello '.repeat(100)) }).subarray(0, 40));
    await expect(openZip(path)).rejects.toThrow(/not a whole zip file/);
  });

  it('whose sizes and places take 64 bits is read by them', async () => {
    const path = join(folder, 'some.zip');
    await writeFile(path, in64Bits('a.txt', Buffer.from('hello')));
    const archive = await openZip(path);
    expect(archive.entries).toMatchObject([{ path: 'a.txt', size: 5, compressed: 5, headerAt: 0 }]);
    expect(await archive.text('a.txt')).toBe('hello');
    await archive.close();
  });
});

/** One entry, uncompressed, with every size and place in the 64-bit records of the format (APPNOTE 4.3.14, 4.3.15, 4.5.3). */
function in64Bits(name: string, content: Buffer): Buffer {
  const zip = Buffer.from(zipSync({ [name]: content }, { level: 0 }));
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const tableAt = zip.readUInt32LE(end + 16);
  const table = zip.subarray(tableAt, end);
  const wide = (...values: number[]) => {
    const bytes = Buffer.alloc(8 * values.length);
    values.forEach((value, i) => {
      bytes.writeBigUInt64LE(BigInt(value), 8 * i);
    });
    return bytes;
  };
  const extra = Buffer.concat([Buffer.from([1, 0, 24, 0]), wide(content.length, content.length, 0)]);
  const entry = Buffer.concat([table, extra]);
  for (const at of [20, 24, 42]) entry.writeUInt32LE(0xffffffff, at);
  entry.writeUInt16LE(extra.length, 30);
  const record = Buffer.concat([
    Buffer.from('PK\x06\x06', 'latin1'),
    wide(44),
    Buffer.from([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    wide(1, 1, entry.length, tableAt),
  ]);
  const locator = Buffer.concat([
    Buffer.from('PK\x06\x07', 'latin1'),
    Buffer.alloc(4),
    wide(tableAt + entry.length),
    Buffer.from([1, 0, 0, 0]),
  ]);
  const last = Buffer.from(zip.subarray(end));
  last.fill(0xff, 8, 20);
  return Buffer.concat([zip.subarray(0, tableAt), entry, record, locator, last]);
}
