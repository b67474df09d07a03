import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/** The process that a lock names. */
export interface LockHolder {
  pid: number;
  host: string;
  /** When it began, where the system tells: a pid may be used again. */
  began: string | null;
}

export type Attempt =
  | { release(): Promise<void> }
  /** @property elsewhere whether the holder is on another machine, so that nobody here knows if it lives */
  | { holder: LockHolder; elsewhere: boolean };

/**
 * Takes `path` for this process.
 *
 * @returns what lets go of it
 * @throws ExpectedError CONFLICT where a living process holds it, or one on another machine
 */
export async function lockFile(path: string): Promise<() => Promise<void>> {
  const attempt = await tryLock(path);
  if ('release' in attempt) return attempt.release;
  const { pid, host } = attempt.holder;
  throw new ExpectedError(
    'CONFLICT',
    `Process ${pid} on ${host} is at work on this. Where no such training is left, delete ${lockOf(path)}.`,
  );
}

/**
 * Takes `path` for this process by a file `<path>.lock` that names it, unless a living process holds it. A lock whose process is gone is
 * taken over; of one on another machine that cannot be known, and it counts as living.
 */
export async function tryLock(path: string): Promise<Attempt> {
  const lock = lockOf(path);
  const mine: LockHolder = { pid: process.pid, host: hostname(), began: await beginning(process.pid) };
  await mkdir(dirname(lock), { recursive: true });
  for (;;) {
    try {
      await writeFile(lock, textOf(mine), { flag: 'wx' });
      return { release: () => rm(lock, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const found = await readLock(lock);
    if (found === null) continue;
    const holder = holderOf(found);
    const elsewhere = holder !== null && holder.host !== hostname();
    if (holder && (elsewhere || (await isAlive(holder)))) return { holder, elsewhere };
    await removeStale(lock, found);
  }
}

/** Takes away the lock of a holder that is known to be gone. */
export async function breakLock(path: string, holder: LockHolder): Promise<void> {
  await removeStale(lockOf(path), textOf(holder));
}

function lockOf(path: string): string {
  return `${path}.lock`;
}

function textOf({ pid, host, began }: LockHolder): string {
  return `${[pid, host, ...(began === null ? [] : [began])].join(' ')}\n`;
}

/** null for a file that a dying process left half-written. */
function holderOf(text: string): LockHolder | null {
  const [, pid, host, began] = /^(\d+) (\S+)(?: (\S+))?\n$/.exec(text) ?? [];
  return pid && host ? { pid: Number(pid), host, began: began ?? null } : null;
}

/** null where the lock was given back meanwhile. One that is being written at this moment is waited for. */
async function readLock(lock: string): Promise<string | null> {
  for (let attempt = 0; ; attempt++) {
    const text = await readIfThere(lock);
    if (text === null || holderOf(text) || attempt === 5) return text;
    await sleep(50);
  }
}

/** Moves a dead process' lock away; had another process just replaced it by its own, that one is put back. */
async function removeStale(lock: string, stale: string): Promise<void> {
  const aside = `${lock}.${randomUUID()}`;
  try {
    await rename(lock, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) === stale) await rm(aside);
  else await rename(aside, lock);
}

async function isAlive({ pid, began }: LockHolder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return began === null || (await beginning(pid)) === began;
}

/** Start time of a process in clock ticks since boot, from Linux' /proc; null elsewhere. */
async function beginning(pid: number): Promise<string | null> {
  const stat = await readIfThere(`/proc/${pid}/stat`);
  // Field 22; the second one, the name in brackets, may hold spaces.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A process that ends while it is asked about: ESRCH.
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}
