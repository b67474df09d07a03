import { closeSync, openSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { takeKernelLock } from './kernel-lock.ts';
import { LockBeat } from './lock-beat.ts';
import { isRunning, type LockOwner, lockText, parseOwner, thisOwner } from './lock-owner.ts';

/** Times of a lock that is shared without a common kernel, in milliseconds. */
export interface Lease {
  /** Between two refreshes by the holder. */
  period: number;
  /** Without a refresh for this long, by the clock of the one who waits, the holder is taken for dead. */
  patience: number;
}

export const defaultLease: Lease = { period: 3_000, patience: 15_000 };

export interface FolderLock {
  release(): Promise<void>;
  /** @throws ExpectedError UNAVAILABLE where the lock was taken over while this process was suspended */
  check(): Promise<void>;
  /** Resolves when somebody else has taken the lock over; never after `release`. */
  readonly lost: Promise<Error>;
}

/**
 * Makes this process the only one to open a folder, among those of this machine, its containers and other machines.
 *
 * On one machine the kernel's lock decides. It is not passed on by every network file system, so the holder also refreshes the lock's file, and
 * a process that cannot prove the holder dead waits for it to fall silent. No clocks are compared.
 *
 * @param file of the lock; it stays there when the lock is given back, empty
 * @param onWait told when this takes as long as the patience
 * @throws ExpectedError UNAVAILABLE naming the holder
 */
export async function lockFolder(
  folder: string,
  file: string,
  { lease = defaultLease, onWait = () => {} }: { lease?: Lease; onWait?: (message: string) => void } = {},
): Promise<FolderLock> {
  const descriptor = openSync(file, 'a+', 0o600);
  try {
    const kernel = await takeKernelLock(descriptor);
    const found = parseOwner(await readFile(file, 'utf8'));
    if (kernel === false) throw inUse(folder, found);
    const mine = thisOwner(kernel === true);
    if (found) await mustBeGone(folder, file, { found, mine, lease, onWait });
    writeFileSync(file, lockText(mine), { flag: 'r+' });
    // Without the kernel's lock two may have come this far: the one who wrote last has it.
    if (kernel === null) await setTimeout(lease.period);
    const written = parseOwner(await readFile(file, 'utf8'));
    if (written?.token !== mine.token) throw inUse(folder, written);
    return new LockBeat({ folder, file, descriptor, owner: mine, lease });
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

interface Meeting {
  found: LockOwner;
  mine: LockOwner;
  lease: Lease;
  onWait: (message: string) => void;
}

/** @throws ExpectedError UNAVAILABLE while the owner found lives, or may */
async function mustBeGone(folder: string, file: string, meeting: Meeting): Promise<void> {
  const { found, mine, lease, onWait } = meeting;
  const sameKernel = found.boot !== null && found.boot === mine.boot;
  // Had it lived, this process had not got the kernel's lock.
  if (sameKernel && found.kernel && mine.kernel) return;
  const sameProcesses =
    found.token === null ||
    (found.host === mine.host && found.boot === mine.boot && found.pidNamespace === mine.pidNamespace);
  if (sameProcesses) {
    if (await isRunning(found)) throw inUse(folder, found);
    return;
  }
  onWait(
    `${folder} was last opened by process ${found.pid} on ${found.host}, which cannot be seen from here. ` +
      `Waiting up to ${Math.round(lease.patience / 1000)} s to see whether it is still running.`,
  );
  // Counted in looks, not in time: a process that was suspended meanwhile has not seen the holder fall silent.
  const looks = Math.ceil((2 * lease.patience) / lease.period);
  for (let look = 0; look < looks; look++) {
    await setTimeout(lease.period / 2);
    const now = parseOwner(await readFile(file, 'utf8'));
    if (now === null) return;
    if (now.token !== found.token || now.beat !== found.beat) throw inUse(folder, now);
  }
}

function inUse(folder: string, owner: LockOwner | null): ExpectedError {
  return new ExpectedError(
    'UNAVAILABLE',
    `The embedded database in ${folder} is open ${holder(owner)}; only one process can open it. ` +
      'Use the server that is running, stop it, or choose another folder with STILLHOUSE_HOME.',
  );
}

function holder(owner: LockOwner | null): string {
  if (owner === null) return 'in another process';
  const here = thisOwner(false);
  const elsewhere =
    owner.token !== null && (owner.host !== here.host || owner.pidNamespace !== here.pidNamespace);
  if (elsewhere) return `in process ${owner.pid} of the host or container ${owner.host}`;
  return owner.pid === process.pid ? 'in this process already' : `in process ${owner.pid}`;
}
