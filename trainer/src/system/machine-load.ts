import { cpus } from 'node:os';
import { setTimeout } from 'node:timers/promises';

/**
 * How busy the machine is while the caller waits: the share of all processors' time, in [0, 1], that is used meanwhile, by other processes
 * and by other threads of this one. null where the system does not tell.
 */
export type LoadMeter = () => Promise<number | null>;

/** Long enough for the 10 ms in which systems count processor time. */
const window = 100;

/** Looks at the machine for a tenth of a second. Unlike the load average it notices at once when work begins or ends. */
export const machineLoad: LoadMeter = async () => {
  const before = processorTime();
  await setTimeout(window);
  const after = processorTime();
  const total = after.total - before.total;
  return total > 0 ? (after.used - before.used) / total : null;
};

/** Milliseconds since the machine started, summed over its processors. */
function processorTime(): { used: number; total: number } {
  let used = 0;
  let idle = 0;
  for (const { times } of cpus()) {
    used += times.user + times.nice + times.sys + times.irq;
    idle += times.idle;
  }
  return { used, total: used + idle };
}
