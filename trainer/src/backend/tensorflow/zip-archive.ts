import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

export interface ZipEntry {
  path: string;
  /** Bytes once unpacked. */
  size: number;
}

interface StoredEntry extends ZipEntry {
  compressed: number;
  checksum: number;
  method: number;
  headerAt: number;
}

/** A zip file, read piece by piece: neither the archive nor an entry is ever whole in memory. */
export interface ZipArchive {
  entries: readonly ZipEntry[];
  /** Unpacks one entry into a file, making its folder. @throws ExpectedError BAD_INPUT where its bytes are damaged */
  extract(path: string, target: string, onBytes: (bytes: number) => void, signal: AbortSignal): Promise<void>;
  /** The text of a small entry. */
  text(path: string): Promise<string>;
  close(): Promise<void>;
}

const endSignature = 0x06054b50;
const centralSignature = 0x02014b50;
/** The end record and the longest comment that may follow it. */
const endSize = 22 + 0xffff;

/** Reads a zip file's table of contents (PKWARE's APPNOTE 4.3; without its 64-bit extension). @throws ExpectedError BAD_INPUT if it is none */
export async function openZip(path: string): Promise<ZipArchive> {
  const file = await open(path, 'r');
  try {
    const stored = await readEntries(path, file);
    const find = (wanted: string): StoredEntry => {
      const entry = stored.find((each) => each.path === wanted);
      if (!entry) throw new ExpectedError('BAD_INPUT', `${path} holds no ${wanted}.`);
      return entry;
    };
    const contents = async (entry: StoredEntry, onBytes: (bytes: number) => void) => {
      const header = await readAt(file, entry.headerAt, 30);
      const start = entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
      const end = start + entry.compressed - 1;
      const raw = createReadStream(path, { start, end, highWaterMark: 1 << 20 });
      const check = checked(path, entry, onBytes);
      return entry.method === 0 ? [raw, check] : [raw, createInflateRaw({ chunkSize: 1 << 18 }), check];
    };
    return {
      entries: stored,
      async extract(wanted, target, onBytes, signal) {
        await mkdir(dirname(target), { recursive: true });
        await unpacking(path, wanted, async () =>
          pipeline([...(await contents(find(wanted), onBytes)), createWriteStream(target)], { signal }),
        );
      },
      async text(wanted) {
        const chunks: Buffer[] = [];
        await unpacking(path, wanted, async () => {
          const collect = new Writable({
            write(chunk: Buffer, _encoding, done) {
              chunks.push(chunk);
              done();
            },
          });
          await pipeline([...(await contents(find(wanted), () => undefined)), collect]);
        });
        return Buffer.concat(chunks).toString();
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

type FileHandle = Awaited<ReturnType<typeof open>>;

async function readEntries(path: string, file: FileHandle): Promise<StoredEntry[]> {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - endSize), Math.min(size, endSize));
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || tail.length - end < 22 || tail.readUInt32LE(end) !== endSignature) {
    throw new ExpectedError('BAD_INPUT', `${path} is not a whole zip file: was its download cut off?`);
  }
  const count = tail.readUInt16LE(end + 10);
  const at = tail.readUInt32LE(end + 16);
  if (count === 0xffff || at === 0xffffffff) {
    throw new ExpectedError('BAD_INPUT', `${path} is a 64-bit zip file; unpack it and give the folder.`);
  }
  const table = await readAt(file, at, tail.readUInt32LE(end + 12));
  const entries: StoredEntry[] = [];
  for (let offset = 0, i = 0; i < count; i++) {
    if (offset + 46 > table.length || table.readUInt32LE(offset) !== centralSignature) {
      throw new ExpectedError('BAD_INPUT', `${path} has a damaged table of contents.`);
    }
    const nameLength = table.readUInt16LE(offset + 28);
    entries.push({
      path: table.toString('utf8', offset + 46, offset + 46 + nameLength),
      method: table.readUInt16LE(offset + 10),
      checksum: table.readUInt32LE(offset + 16),
      compressed: table.readUInt32LE(offset + 20),
      size: table.readUInt32LE(offset + 24),
      headerAt: table.readUInt32LE(offset + 42),
    });
    offset += 46 + nameLength + table.readUInt16LE(offset + 30) + table.readUInt16LE(offset + 32);
  }
  return entries;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** Passes bytes on, and fails at the end unless they are those that were packed. */
function checked(
  path: string,
  { path: name, size, checksum }: StoredEntry,
  onBytes: (bytes: number) => void,
) {
  let sum = 0;
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum = crc32(chunk, sum);
      seen += chunk.length;
      onBytes(chunk.length);
      done(null, chunk);
    },
    flush(done) {
      const sound = seen === size && sum === checksum;
      done(
        sound ? null : new ExpectedError('BAD_INPUT', `${name} in ${path} is damaged: download it again.`),
      );
    },
  });
}

async function unpacking(path: string, name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    // zlib's own: the compressed bytes are no valid stream.
    if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error;
    throw new ExpectedError('BAD_INPUT', `${name} in ${path} is damaged: download it again.`);
  }
}
