import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from './sync-folder.ts';

/** What an unfinished file or folder ends in: whoever was killed while writing leaves it behind. */
export const unfinished = '.unfinished';

/** A file that is there whole or not at all, also after a power cut; its folder is made. */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `${basename(path)}.${process.pid}${unfinished}`);
  await writeDurably(temporary, content);
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** A folder of files that is there whole or not at all; one that is there already is replaced. */
export async function writeFolderAtomically(
  path: string,
  files: Iterable<readonly [name: string, content: string | Uint8Array]>,
): Promise<void> {
  const temporary = `${path}.${process.pid}${unfinished}`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  for (const [name, content] of files) await writeDurably(join(temporary, name), content);
  await syncFolder(temporary);
  await rm(path, { recursive: true, force: true });
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
