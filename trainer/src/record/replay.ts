import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type Call, type CallTarget, perform } from './call.ts';
import type { Spool } from './spool.ts';

/** What became of the calls of a spool. */
export interface Replay {
  sent: number;
  /** One sentence for each call that was set aside: what it was, why, and where it is kept. */
  refused: string[];
}

/**
 * Sends the calls that wait in the spool, oldest first, until none is left. A call that the platform refuses is set aside and the next one
 * follows.
 *
 * @param outcome is added to as the calls go: it is right also where this throws
 * @throws Outage where the target is away; the calls that were not sent still wait
 */
export async function replay(
  spool: Spool,
  target: CallTarget,
  outcome: Replay = { sent: 0, refused: [] },
): Promise<Replay> {
  for (let call = await firstOf(spool, outcome); call; call = await firstOf(spool, outcome)) {
    try {
      await perform(target, call);
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
      outcome.refused.push(await setAside(spool, call.method, error.message));
      continue;
    }
    await spool.settle();
    outcome.sent++;
  }
  return outcome;
}

/** Sets the first call of the spool aside. @returns a sentence that says so */
export async function setAside(spool: Spool, what: string, reason: string): Promise<string> {
  const kept = await spool.refuse(reason);
  return `${what}: ${reason} (kept in ${kept})`;
}

/** The next call that can be read; a file that is damaged is set aside like a call that is refused. */
async function firstOf(spool: Spool, outcome: Replay): Promise<Call | null> {
  for (;;) {
    try {
      return await spool.first();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== undefined) throw error;
      outcome.refused.push(
        await setAside(spool, 'a call on disk', `it could not be read: ${(error as Error).message}`),
      );
    }
  }
}
