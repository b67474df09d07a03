import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Recorder } from '../record/recorder.ts';

/** Records every file of a run's folder, though not of the folders in it, as an artifact: weights and their config as its checkpoint, the rest as its tokenizer. */
export async function saveFiles(recorder: Recorder, run: string, folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  for (const name of names.sort()) {
    const path = join(folder, name);
    const kind = extname(name) === '.safetensors' || name === 'config.json' ? 'checkpoint' : 'tokenizer';
    const { size } = await stat(path);
    await recorder.saveArtifact({ run, name, kind, sha256: await digestOf(path), bytes: size }, path);
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
