import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { tryLock } from '../file/lock-file.ts';
import type { CallTarget } from './call.ts';
import { Outage } from './outage.ts';
import { type Replay, replay } from './replay.ts';
import { overflowFolder, Spool, waitingIn } from './spool.ts';

/** Calls that a process left when it ended. */
export interface LeftSpool {
  folder: string;
  /** Where they were to go, as `newSpoolFolder` was told; null: an older version did not say. */
  destination: string | null;
  /** Calls that wait. */
  size: number;
}

/** Folder for the spool of this process: its name says when it began, where its calls are to go, and who writes it. */
export function newSpoolFolder(home: string, destination: string, now: Date = new Date()): string {
  const started = now.toISOString().replace(/[:.]/g, '-');
  return join(home, 'spool', `${started}_${encodeURIComponent(destination)}_${process.pid}`);
}

/** Spools of processes that are not alive, oldest first; those without a call that waits are left out. */
export async function leftSpools(home: string): Promise<LeftSpool[]> {
  const spools = join(home, 'spool');
  const names = await readdir(spools).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const left: LeftSpool[] = [];
  for (const name of names.sort()) {
    const [, destination, pid] = /^[^_]+_(?:(.+)_)?(\d+)$/.exec(name) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const folder = join(spools, name);
    const size = (await waitingIn(folder)).length + (await waitingIn(join(folder, overflowFolder))).length;
    if (size === 0) continue;
    left.push({
      folder,
      destination: destination === undefined ? null : decodeURIComponent(destination),
      size,
    });
  }
  return left;
}

/**
 * Sends what earlier processes could not. A spool that cannot be sent to its end does not keep the others from being sent, and one that
 * another process is sending is left to it.
 *
 * @param outcome is added to as the calls go
 * @throws Outage where the target is away, or fails at a call; the calls that were not sent still wait
 */
export async function replayLeftSpools(
  left: readonly LeftSpool[],
  target: CallTarget,
  outcome: Replay = { sent: 0, refused: [] },
): Promise<Replay> {
  let outage: Outage | null = null;
  for (const { folder } of left) {
    const attempt = await tryLock(folder);
    if (!('release' in attempt)) continue;
    try {
      const spool = await Spool.open(folder);
      await replay(spool, target, outcome);
      await spool.discardIfEmpty();
    } catch (error) {
      if (!(error instanceof Outage)) throw error;
      outage ??= error;
      // Only a failure at one call leaves hope for those of other trainings.
      if (!error.code?.startsWith('INTERNAL')) break;
    } finally {
      await attempt.release();
    }
  }
  if (outage) throw outage;
  return outcome;
}

/** Whether the process that writes a spool is alive. One with the number of this process is of an earlier one. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
