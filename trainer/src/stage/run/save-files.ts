import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Recorder } from '../../record/recorder.ts';

/** Records every file of a run's folder, though not of the folders in it, as an artifact. */
export async function saveFiles(recorder: Recorder, run: string, folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  for (const name of names.sort()) await saveFile(recorder, run, folder, name);
}

/** Records one of them: weights and their config as the run's checkpoint, a model card as something else, the rest as its tokenizer. */
export async function saveFile(recorder: Recorder, run: string, folder: string, name: string): Promise<void> {
  const path = join(folder, name);
  const { size } = await stat(path);
  const artifact = { run, name, kind: kindOf(name), sha256: await digestOf(path), bytes: size };
  await recorder.saveArtifact(artifact, path);
}

function kindOf(name: string): 'checkpoint' | 'tokenizer' | 'other' {
  if (name === 'README.md') return 'other';
  return extname(name) === '.safetensors' || name === 'config.json' ? 'checkpoint' : 'tokenizer';
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
