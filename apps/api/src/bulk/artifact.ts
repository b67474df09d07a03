import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { artifact } from '@stillhouse/domain/record/run.ts';
import { saveArtifact } from '@stillhouse/prisma/artifact/save-artifact.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { syncFolder } from '@stillhouse/prisma/files/sync.ts';
import { parseInput } from '@stillhouse/prisma/input/parse-input.ts';
import type { Request, Response } from 'express';
import { bareId } from '../schema/global-id.ts';
import { partFile } from './part-file.ts';

const mostBytes = 64 * 1024 ** 3;

const diskFull = new Set(['ENOSPC', 'EDQUOT']);

/**
 * Takes a file of a run: writes it next to its place, checks its sha256, syncs it, moves it there, then records it. What fails leaves nothing.
 *
 * A full disk is answered with STORAGE_FULL.
 *
 * @param folder of the artifacts' bytes, each at `<first two digits>/<sha256>`
 */
export function receiveArtifact(db: Database, folder: string) {
  return async (request: Request<Record<string, string>>, response: Response): Promise<void> => {
    const { id = '', name = '' } = request.params;
    const { kind = 'other', sha256 } = request.query;
    // Before the bytes are read: a name or a run that is wrong is said at once, and never becomes a path.
    const header = parseInput(artifact.omit({ bytes: true }), {
      run: bareId('Run', id, 'run'),
      name,
      kind,
      sha256,
    });
    await mustHaveRun(db, header.run);
    const place = join(folder, header.sha256.slice(0, 2));
    const unfinished = join(place, partFile(header.sha256));
    try {
      await mkdir(place, { recursive: true, mode: 0o700 });
      const bytes = await writeChecked(request, unfinished, header.sha256);
      await rename(unfinished, join(place, header.sha256));
      syncFolder(place);
      response.json({ id: await saveArtifact(db, { ...header, bytes }), written: bytes });
    } catch (error) {
      throw storageFault(error, header.name);
    } finally {
      await rm(unfinished, { force: true });
    }
  };
}

function storageFault(error: unknown, name: string): unknown {
  if (!diskFull.has((error as NodeJS.ErrnoException).code ?? '')) return error;
  return new ExpectedError(
    'STORAGE_FULL',
    `The disk that stores artifacts has no space left for ${name}. Free some space and send the file again.`,
  );
}

async function mustHaveRun(db: Database, id: string): Promise<void> {
  const run = await db.prisma.run.findUnique({ where: { id }, select: { id: true } });
  if (!run) throw new ExpectedError('NOT_FOUND', `There is no run ${id}.`, ['run']);
}

async function writeChecked(request: Request, path: string, sha256: string): Promise<number> {
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(
    request,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        if (bytes > mostBytes)
          throw new ExpectedError('TOO_LARGE', `A file can have at most ${mostBytes} bytes.`);
        yield chunk;
      }
    },
    createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }),
  );
  const found = hash.digest('hex');
  if (found === sha256) return bytes;
  throw new ExpectedError(
    'BAD_INPUT',
    `The received bytes have the SHA-256 ${found}, which is not the expected one. Send the file again.`,
    ['sha256'],
  );
}
