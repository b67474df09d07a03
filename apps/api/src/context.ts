import type { Database } from '@stillhouse/prisma/database/database.ts';
import type { Logger } from 'pino';
import type { Budget } from './schema/budget.ts';
import type { RunChanges } from './subscription/run-changes.ts';

/** What a resolver has at hand; made anew for each request, since loaders remember what they loaded by it. */
export interface Context {
  db: Database;
  changes: RunChanges;
  log: Logger;
  /** False for a subscription, which outlives what was loaded for an earlier event. */
  remember: boolean;
  /** What the operation may still read. */
  budget: Budget;
  /** Over WebSocket: aborts when the client has completed the operation or is gone. */
  left?: AbortSignal | undefined;
}
