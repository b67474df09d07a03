import type { Database } from '@stillhouse/prisma/database/database.ts';
import { markLostRuns } from '@stillhouse/prisma/run/mark-lost-runs.ts';
import type { Logger } from 'pino';

const interval = 5_000;

/** Looks for runs that have gone silent, until it is stopped. @returns what stops it, once a look under way is over */
export function sweepLostRuns(db: Database, log: Logger): () => Promise<void> {
  let looking: Promise<void> = Promise.resolve();
  const look = async () => {
    try {
      const lost = await markLostRuns(db);
      if (lost.length > 0) log.warn({ runs: lost }, 'runs without a heartbeat are LOST');
    } catch (error) {
      log.error({ err: error }, 'looking for lost runs failed; it is tried again');
    }
  };
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, interval);
  return async () => {
    clearInterval(timer);
    await looking;
  };
}
