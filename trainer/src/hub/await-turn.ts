import { setTimeout as sleep } from 'node:timers/promises';
import { breakLock, type LockHolder, tryLock } from '../file/lock-file.ts';

export interface Turn {
  /** What one process at a time works on. */
  path: string;
  signal: AbortSignal;
  /** Told of the process that is at it, once. */
  onWait(holder: LockHolder): void;
  /** Something that grows while the holder works: how a holder on another machine, whose death cannot be asked for, is known to be alive. */
  progressOf(): Promise<number | null>;
  /** Milliseconds without progress after which a holder on another machine counts as gone. Default: a minute. */
  patience?: number;
}

/** Milliseconds between two looks. */
const pause = 250;

/**
 * Waits until no other process works on `path`, for as long as that takes; the work of one that died may be gone on with.
 *
 * @returns what lets the next one begin
 * @throws what the signal was aborted with
 */
export async function awaitTurn(turn: Turn): Promise<() => Promise<void>> {
  const { patience = 60_000 } = turn;
  let seen: number | null = null;
  let seenAt = 0;
  for (let waited = false; ; waited = true) {
    turn.signal.throwIfAborted();
    const attempt = await tryLock(turn.path);
    if ('release' in attempt) return attempt.release;
    const progress = await turn.progressOf();
    if (!waited) turn.onWait(attempt.holder);
    if (!waited || progress !== seen) [seen, seenAt] = [progress, performance.now()];
    else if (performance.now() - seenAt > patience && attempt.elsewhere)
      await breakLock(turn.path, attempt.holder);
    await sleep(pause);
  }
}
