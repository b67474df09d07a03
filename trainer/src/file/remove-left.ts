import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that did not change for so long is not being written, whatever machine or container its writer is on. */
const abandonedAfter = 60 * 60 * 1000;

/** `….<pid>.unfinished` of `writeFileAtomically`, and `….part` of a checkpoint. */
const leftName = /\.(?:(\d+)\.unfinished|part)$/;

/**
 * Removes what processes left that were killed while they wrote: unfinished files and folders of those that are not alive, once they did not
 * change for an hour. A download of the Hub is kept: the next one resumes it.
 *
 * @param folders searched with everything in them; they may be missing
 * @returns how many were removed
 */
export async function removeLeft(folders: readonly string[]): Promise<number> {
  let removed = 0;
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    for (const name of entries) {
      const found = leftName.exec(name);
      if (!found || isAlive(found[1])) continue;
      if (!(await isAbandoned(join(folder, name)))) continue;
      // One that may not be removed, such as another user's, keeps nobody from training.
      await rm(join(folder, name), { recursive: true, force: true }).then(
        () => removed++,
        () => undefined,
      );
    }
  }
  return removed;
}

async function isAbandoned(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && Date.now() - found.mtimeMs > abandonedAfter;
}

/** A process of another container may have the same number: then the file stays for now. */
function isAlive(pid: string | undefined): boolean {
  if (pid === undefined || Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
