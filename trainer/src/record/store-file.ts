import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { ArtifactHeader } from '@stillhouse/domain/record/run.ts';

/** Copies a file to where the bytes of artifacts lie: `artifacts/<first 2 digits>/<sha256>` in the home folder. */
export async function storeFile(home: string, artifact: ArtifactHeader, path: string): Promise<void> {
  const { sha256 } = artifact;
  const destination = join(home, 'artifacts', sha256.slice(0, 2), sha256);
  const unfinished = `${destination}.${process.pid}.unfinished`;
  await mkdir(dirname(destination), { recursive: true });
  try {
    await copyFile(path, unfinished);
    const found = await digestOf(unfinished);
    if (found !== sha256) {
      throw new ExpectedError(
        'BAD_INPUT',
        `${path} has SHA-256 ${found}, expected ${sha256}. The file changed after it was recorded.`,
        ['sha256'],
      );
    }
    await rename(unfinished, destination);
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
