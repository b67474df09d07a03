import { parentPort, workerData } from 'node:worker_threads';
import type { HeartbeatData, HeartbeatOrder, HeartbeatTarget } from './heartbeat.ts';

const { target, milliseconds } = workerData as HeartbeatData;
const runs = new Set<string>();
const beat = await beatTo(target);
let beating = false;

parentPort?.on('message', (order: HeartbeatOrder) => {
  if ('watch' in order) runs.add(order.watch);
  else runs.delete(order.unwatch);
});

setInterval(async () => {
  if (beating) return;
  beating = true;
  // A beat that fails is not repeated: the next one is due soon, and an outage or a refusal shows in the recorder's own calls.
  await Promise.allSettled([...runs].map(beat));
  beating = false;
}, milliseconds);

async function beatTo(to: HeartbeatTarget): Promise<(run: string) => Promise<unknown>> {
  if (to.kind === 'api') {
    const { StillhouseClient } = await import('@stillhouse/client/client.ts');
    const client = new StillhouseClient({ url: to.url, ...(to.apiKey ? { apiKey: to.apiKey } : {}) });
    return (run) => client.beat(run);
  }
  const { openDatabase } = await import('@stillhouse/prisma/database/open.ts');
  const { beat: beatInDatabase } = await import('@stillhouse/prisma/run/beat.ts');
  const database = await openDatabase({ url: to.url, migrate: false, connections: 1 });
  return (run) => beatInDatabase(database, run);
}
