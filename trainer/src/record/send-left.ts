import type { CallTarget } from './call.ts';
import { Outage } from './outage.ts';
import type { Replay } from './replay.ts';
import { leftSpools, replayLeftSpools } from './spools.ts';

export interface SendLeftOptions {
  home: string;
  /** Name of the destination: calls for another one stay where they are, since it would refuse them. null: send all of them. */
  destination: string | null;
  target: CallTarget;
  report(line: string): void;
}

/**
 * Sends the calls that earlier processes left for a destination, and reports what became of them. Those that cannot be sent now keep
 * waiting, and keep nobody from training.
 */
export async function sendLeft({ home, destination, target, report }: SendLeftOptions): Promise<Replay> {
  const outcome: Replay = { sent: 0, refused: [] };
  const all = await leftSpools(home);
  const isOurs = ({ destination: to }: (typeof all)[number]) =>
    destination === null || to === null || to === destination;
  try {
    await replayLeftSpools(all.filter(isOurs), target, outcome);
  } catch (error) {
    if (!(error instanceof Outage)) throw error;
    report(`Calls of an earlier training in ${home}/spool could not be sent: ${error.message}`);
  }
  if (outcome.sent > 0) report(`Sent ${outcome.sent} calls that were stored during an outage.`);
  for (const sentence of outcome.refused) report(`Rejected and set aside: ${sentence}`);
  for (const other of all.filter((one) => !isOurs(one))) {
    report(
      `${other.size} calls for ${other.destination} are stored in ${other.folder}; record there again to send them.`,
    );
  }
  return outcome;
}
