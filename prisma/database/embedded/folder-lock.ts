import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

interface Owner {
  pid: number;
  /** When the process began, where the system tells: a pid may be used again. */
  began: string | null;
}

/**
 * Makes this process the only one to open a folder. A lock whose process has died is taken over.
 *
 * @returns a function that gives the lock back
 * @throws ExpectedError UNAVAILABLE naming the process that holds it
 */
export async function lockFolder(folder: string, file: string): Promise<() => Promise<void>> {
  const mine = JSON.stringify({ pid: process.pid, began: await beginning(process.pid) } satisfies Owner);
  for (;;) {
    try {
      await writeFile(file, mine, { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const found = await readLock(file);
    if (found === null) continue;
    const owner = parseOwner(found);
    if (owner && (await isRunning(owner))) throw inUse(folder, owner.pid);
    await removeStale(folder, file, found);
  }
}

/** null where the lock was given back meanwhile. One that is being written at this moment is waited for. */
async function readLock(file: string): Promise<string | null> {
  for (let attempt = 0; ; attempt++) {
    try {
      const text = await readFile(file, 'utf8');
      if (parseOwner(text) || attempt === 5) return text;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
    await setTimeout(50);
  }
}

/** Moves the dead process' lock away; had another process just replaced it by its own, that one is put back. */
async function removeStale(folder: string, file: string, stale: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = await readFile(aside, 'utf8');
  if (moved !== stale) {
    await rename(aside, file);
    throw inUse(folder, parseOwner(moved)?.pid ?? 0);
  }
  await rm(aside);
}

/** null for a file that a dying process left half-written. */
function parseOwner(text: string): Owner | null {
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return null;
  }
}

async function isRunning({ pid, began }: Owner): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return began === null || (await beginning(pid)) === began;
}

/** Start time of a process in clock ticks since boot, from Linux' /proc; null elsewhere. */
async function beginning(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // Field 22; the second one, the name in brackets, may hold spaces.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

function inUse(folder: string, pid: number): ExpectedError {
  const who = pid === process.pid ? 'by this process already' : `by process ${pid}`;
  return new ExpectedError(
    'UNAVAILABLE',
    `The embedded database in ${folder} is open ${who}; only one process can open it. ` +
      'Use the server that is running, end it, or choose another folder with STILLHOUSE_HOME.',
  );
}
