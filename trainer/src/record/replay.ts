import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type CallTarget, perform } from './call.ts';
import type { Spool } from './spool.ts';

/** What became of the calls of a spool. */
export interface Replay {
  sent: number;
  /** One message for each call that the platform refused; those calls were set aside. */
  refused: string[];
}

/**
 * Sends what waits in the spool, oldest first, until nothing is left.
 *
 * @throws Outage where the target is away still; what wasn't sent still waits
 */
export async function replay(spool: Spool, target: CallTarget): Promise<Replay> {
  const outcome: Replay = { sent: 0, refused: [] };
  for (let call = await spool.first(); call; call = await spool.first()) {
    try {
      await perform(target, call);
      await spool.settle();
      outcome.sent++;
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
      await spool.refuse(error.message);
      outcome.refused.push(`${call.method}: ${error.message}`);
    }
  }
  return outcome;
}
