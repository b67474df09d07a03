import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { contentStart, readZipEntries, type ZipEntry } from './zip-entries.ts';

/** A zip file, read piece by piece: neither the archive nor an entry is ever whole in memory. */
export interface ZipArchive {
  entries: readonly ZipEntry[];
  /** Unpacks one entry into a file, making its folder. @throws ExpectedError BAD_INPUT where its bytes are damaged */
  extract(path: string, target: string, onBytes: (bytes: number) => void, signal: AbortSignal): Promise<void>;
  /** The text of a small entry. */
  text(path: string): Promise<string>;
  close(): Promise<void>;
}

/** Opens a zip file. @throws ExpectedError BAD_INPUT where it is none, or not whole */
export async function openZip(path: string): Promise<ZipArchive> {
  const file = await open(path, 'r');
  try {
    const entries = await readZipEntries(path, file);
    const find = (wanted: string): ZipEntry => {
      const entry = entries.find((each) => each.path === wanted);
      if (!entry) throw new ExpectedError('BAD_INPUT', `${path} holds no ${wanted}.`);
      return entry;
    };
    const contents = async (entry: ZipEntry, onBytes: (bytes: number) => void) => {
      const start = await contentStart(path, file, entry);
      const end = start + entry.compressed - 1;
      const raw = createReadStream(path, { start, end, highWaterMark: 1 << 20 });
      const check = checked(path, entry, onBytes);
      return entry.method === 0 ? [raw, check] : [raw, createInflateRaw({ chunkSize: 1 << 18 }), check];
    };
    return {
      entries,
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

/** Passes bytes on, and fails at the end unless they are those that were packed. */
function checked(path: string, { path: name, size, checksum }: ZipEntry, onBytes: (bytes: number) => void) {
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
