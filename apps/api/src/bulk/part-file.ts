import { randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Tells this process from an earlier one with the same pid, as in a restarted container. */
const token = randomUUID().slice(0, 8);
let count = 0;

/** Milliseconds. An upload that stalls for minutes is aborted, so a file that has not grown for a day has no writer. */
const abandonedAfter = 24 * 60 * 60 * 1000;

const partName = /\.([^.]+)\.(\d+)\.([0-9a-f]{8})-\d+\.part$/;

/** Name of a file while it is received; it says which process receives it. */
export function partFile(sha256: string): string {
  return `${sha256}.${encodeURIComponent(hostname()).replaceAll('.', '%2E')}.${process.pid}.${token}-${count++}.part`;
}

/**
 * Removes files that were being received when their process died. A file stays as long as its process lives, or, where that runs on another
 * machine or in another container, until it did not grow for a day.
 *
 * @param artifacts folder of the artifacts' bytes; it may be missing
 * @returns how many were removed
 */
export async function removeLeftParts(artifacts: string): Promise<number> {
  const names = await readdir(artifacts, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  let removed = 0;
  for (const name of names.filter((one) => one.endsWith('.part'))) {
    const path = join(artifacts, name);
    if (!(await isLeft(path))) continue;
    await rm(path, { force: true });
    removed++;
  }
  return removed;
}

async function isLeft(path: string): Promise<boolean> {
  const [, host, pid, writer] = partName.exec(path) ?? [];
  if (host !== undefined && decodeURIComponent(host) === hostname()) {
    return Number(pid) === process.pid ? writer !== token : !isAlive(Number(pid));
  }
  // Its upload may finish meanwhile, which renames the file.
  const found = await stat(path).catch(() => null);
  return found !== null && Date.now() - found.mtimeMs > abandonedAfter;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
