import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { ArtifactHeader } from '@stillhouse/domain/record/run.ts';
import { saveArtifact } from '@stillhouse/prisma/artifact/save-artifact.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import type { Request, Response } from 'express';
import { bareId } from '../schema/global-id.ts';

const mostBytes = 64 * 1024 ** 3;

/**
 * Takes a file of a run: writes it beside its place, checks its sha256, moves it there, then records it. What fails leaves nothing.
 *
 * @param folder of the artifacts' bytes, each at `<first two digits>/<sha256>`
 */
export function receiveArtifact(db: Database, folder: string) {
  return async (request: Request<Record<string, string>>, response: Response): Promise<void> => {
    const { kind = 'other', sha256 = '' } = request.query as Record<string, string>;
    if (!/^[0-9a-f]{64}$/.test(sha256)) {
      throw new ExpectedError('BAD_INPUT', 'sha256 must be 64 lower-case hexadecimal digits.', ['sha256']);
    }
    const place = join(folder, sha256.slice(0, 2));
    const unfinished = join(place, `${sha256}.${randomUUID()}.part`);
    await mkdir(place, { recursive: true });
    try {
      const bytes = await writeChecked(request, unfinished, sha256);
      await rename(unfinished, join(place, sha256));
      const header = { run: bareId('Run', request.params.id ?? ''), name: request.params.name ?? '' };
      const id = await saveArtifact(db, { ...header, kind: kind as ArtifactHeader['kind'], sha256, bytes });
      response.json({ id, written: bytes });
    } finally {
      await rm(unfinished, { force: true });
    }
  };
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
        if (bytes > mostBytes) throw new ExpectedError('TOO_LARGE', `A file has at most ${mostBytes} bytes.`);
        yield chunk;
      }
    },
    createWriteStream(path, { flags: 'wx' }),
  );
  const found = hash.digest('hex');
  if (found === sha256) return bytes;
  throw new ExpectedError('BAD_INPUT', `The bytes that came have the sha256 ${found}: send the file again.`, [
    'sha256',
  ]);
}
