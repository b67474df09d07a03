import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const others = 0o077;

/**
 * Takes everybody's permissions but the owner's from a file, or from a folder and all that is in it. In a folder that is private already nothing
 * is looked at: nobody else reaches it.
 */
export async function keepPrivate(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const found = await lstat(path);
  if ((found.mode & others) === 0) return;
  if (found.isDirectory()) await makePrivate(path);
  await restrict(path);
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
