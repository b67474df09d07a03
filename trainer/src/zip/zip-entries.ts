import type { FileHandle } from 'node:fs/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/** An entry of a zip file's table of contents. */
export interface ZipEntry {
  path: string;
  /** Bytes once unpacked. */
  size: number;
  /** Bytes in the archive. */
  compressed: number;
  /** CRC-32 of the unpacked bytes. */
  checksum: number;
  /** 0: stored as it is; 8: deflated. */
  method: number;
  /** Where the entry's own header begins. */
  headerAt: number;
}

const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const locatorSignature = 0x07064b50;
const end64Signature = 0x06064b50;
/** The end record and the longest comment that may follow it. */
const endSize = 22 + 0xffff;
const extraOf64Bits = 1;
/** What stands in a field of 32 bits whose value is among the 64-bit ones. */
const elsewhere = 0xffffffff;

/** A zip file's table of contents (PKWARE's APPNOTE 4.3, with its 64-bit extension). @throws ExpectedError BAD_INPUT where it is none */
export async function readZipEntries(path: string, file: FileHandle): Promise<ZipEntry[]> {
  const { count, start, bytes } = await tableOf(path, file);
  const table = await readAt(file, start, bytes);
  const entries: ZipEntry[] = [];
  for (let offset = 0, i = 0; i < count; i++) {
    if (offset + 46 > table.length || table.readUInt32LE(offset) !== centralSignature) {
      throw new ExpectedError('BAD_INPUT', `${path} has a damaged table of contents.`);
    }
    const nameEnd = offset + 46 + table.readUInt16LE(offset + 28);
    const extraEnd = nameEnd + table.readUInt16LE(offset + 30);
    const next = extraEnd + table.readUInt16LE(offset + 32);
    const wide = valuesOf64Bits(table.subarray(nameEnd, extraEnd));
    const value = (at: number) => {
      const narrow = table.readUInt32LE(at);
      return narrow === elsewhere ? (wide.shift() ?? narrow) : narrow;
    };
    // In the order in which the 64-bit values follow each other.
    const size = value(offset + 24);
    const compressed = value(offset + 20);
    const headerAt = value(offset + 42);
    entries.push({
      path: table.toString('utf8', offset + 46, nameEnd),
      method: table.readUInt16LE(offset + 10),
      checksum: table.readUInt32LE(offset + 16),
      compressed,
      size,
      headerAt,
    });
    offset = next;
  }
  return entries;
}

/** First byte of what an entry holds, from the beginning of the file. @throws ExpectedError BAD_INPUT where its own header is not there */
export async function contentStart(
  path: string,
  file: FileHandle,
  { headerAt, path: name }: ZipEntry,
): Promise<number> {
  const header = await readAt(file, headerAt, 30);
  if (header.length < 30 || header.readUInt32LE(0) !== localSignature)
    throw new ExpectedError('BAD_INPUT', `${name} in ${path} is damaged: download it again.`);
  return headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

/** How many entries there are, and where the table of them lies. */
async function tableOf(path: string, file: FileHandle) {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - endSize), Math.min(size, endSize));
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || tail.length - end < 22) {
    throw new ExpectedError('BAD_INPUT', `${path} is not a whole zip file: was its download cut off?`);
  }
  if (end >= 20 && tail.readUInt32LE(end - 20) === locatorSignature) {
    const record = await readAt(file, Number(tail.readBigUInt64LE(end - 12)), 56);
    if (record.length < 56 || record.readUInt32LE(0) !== end64Signature)
      throw new ExpectedError('BAD_INPUT', `${path} has a damaged table of contents.`);
    const at = (offset: number) => Number(record.readBigUInt64LE(offset));
    return { count: at(32), bytes: at(40), start: at(48) };
  }
  return {
    count: tail.readUInt16LE(end + 10),
    bytes: tail.readUInt32LE(end + 12),
    start: tail.readUInt32LE(end + 16),
  };
}

function valuesOf64Bits(extras: Buffer): number[] {
  for (let at = 0; at + 4 <= extras.length; ) {
    const end = at + 4 + extras.readUInt16LE(at + 2);
    if (extras.readUInt16LE(at) === extraOf64Bits) {
      const values: number[] = [];
      for (let i = at + 4; i + 8 <= Math.min(end, extras.length); i += 8)
        values.push(Number(extras.readBigUInt64LE(i)));
      return values;
    }
    at = end;
  }
  return [];
}

/** Bytes of the file; fewer where it ends before. Nothing is allocated for bytes that it has not. */
async function readAt(file: FileHandle, position: number, wanted: number): Promise<Buffer> {
  const { size } = await file.stat();
  const length = Math.max(0, Math.min(wanted, size - position));
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
