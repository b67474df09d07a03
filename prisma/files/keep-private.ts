import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const others = 0o077;

/**
 * Takes everybody's permissions but the owner's from a folder and all that is in it. Where the folder itself is private already, nothing
 * in it is looked at: nobody else reaches it.
 */
export async function keepPrivate(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const { mode } = await lstat(folder);
  if ((mode & others) === 0) return;
  await makePrivate(folder);
  await restrict(folder);
}

async function makePrivate(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) continue;
    if (entry.isDirectory()) await makePrivate(path);
    await restrict(path);
  }
}

/** Files of somebody else are left as they are: their owner alone may change that. */
async function restrict(path: string): Promise<void> {
  const { mode, uid } = await lstat(path);
  const user = process.getuid?.();
  if ((mode & others) !== 0 && (uid === user || user === 0)) await chmod(path, mode & ~others);
}
