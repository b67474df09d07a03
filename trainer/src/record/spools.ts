import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { CallTarget } from './call.ts';
import { Outage } from './outage.ts';
import { type Replay, replay } from './replay.ts';
import { Spool } from './spool.ts';

/** Folder for the spool of this process: its name says when it began and who writes it. */
export function newSpoolFolder(home: string, now: Date = new Date()): string {
  const started = now.toISOString().replace(/[:.]/g, '-');
  return join(home, 'spool', `${started}_${process.pid}`);
}

/** Spools left by processes that live no more, oldest first; those without anything that waits are left out. */
export async function leftSpools(home: string): Promise<Spool[]> {
  const folder = join(home, 'spool');
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const left = names.sort().filter((name) => !isWritten(name));
  const spools = await Promise.all(left.map((name) => Spool.open(join(folder, name))));
  return spools.filter((spool) => spool.size > 0);
}

/**
 * Sends what earlier processes could not. A spool that cannot be sent to its end does not keep the others from being sent.
 *
 * @param outcome is added to as the calls go
 * @throws Outage where the target is away, or fails at a call; the calls that were not sent still wait
 */
export async function replayLeftSpools(
  home: string,
  target: CallTarget,
  outcome: Replay = { sent: 0, refused: [] },
): Promise<Replay> {
  let outage: Outage | null = null;
  for (const spool of await leftSpools(home)) {
    try {
      await replay(spool, target, outcome);
      await spool.discardIfEmpty();
    } catch (error) {
      if (!(error instanceof Outage)) throw error;
      outage ??= error;
      // Only a failure at one call leaves hope for those of other trainings.
      if (!error.code?.startsWith('INTERNAL')) break;
    }
  }
  if (outage) throw outage;
  return outcome;
}

/** Does the process that writes this spool live? A process never finds a spool of its own number but an old one's. */
function isWritten(name: string): boolean {
  const pid = Number(name.split('_').at(-1));
  if (!Number.isInteger(pid)) throw new ExpectedError('CONFLICT', `Not a spool of calls: ${name}`);
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
