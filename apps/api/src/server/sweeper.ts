import { randomUUID } from 'node:crypto';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { markLostRuns } from '@stillhouse/prisma/run/mark-lost-runs.ts';
import { longestGapSeconds, stopWatching, watchRuns } from '@stillhouse/prisma/run/watch-runs.ts';
import type { Logger } from 'pino';
import type { Clock, Heartbeats } from './heartbeats.ts';

const interval = 5_000;

export interface SweeperOptions {
  db: Database;
  heartbeats: Heartbeats;
  log: Logger;
  clock?: Clock;
}

/**
 * Marks runs as LOST that have gone silent. Only silence counts during which this process, and every other API process on the database, was
 * watching: one that was suspended, starved, just started, or cut off from the database could not hear or write heartbeats, and gives every
 * run its full time again.
 */
export class Sweeper {
  readonly #id = randomUUID();
  readonly #options: SweeperOptions;
  readonly #clock: Clock;
  /** When this process last reported that it is watching. */
  #reported: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(options: SweeperOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#sweeping = this.#sweeping.then(() => this.#trySweep());
    }, interval);
  }

  /** Looks once. @returns ids of the runs that are LOST from now on */
  async sweep(): Promise<string[]> {
    const { db, heartbeats } = this.#options;
    // Noted heartbeats first: they are the reason not to declare their runs lost.
    await heartbeats.flush();
    const now = this.#clock();
    const interrupted = this.#reported === undefined || now - this.#reported > longestGapSeconds * 1000;
    const watch = await watchRuns(db, this.#id, interrupted);
    this.#reported = now;
    return markLostRuns(db, watch);
  }

  /** Stops once a look under way is over. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
    // A database that is away forgets this process by itself.
    await stopWatching(this.#options.db, this.#id).catch(() => undefined);
  }

  async #trySweep(): Promise<void> {
    const { log } = this.#options;
    try {
      const lost = await this.sweep();
      if (lost.length > 0) log.warn({ runs: lost }, 'runs without a heartbeat are LOST');
    } catch (error) {
      if (error instanceof ExpectedError) log.warn(`looking for lost runs failed: ${error.message}`);
      else log.error({ err: error }, 'looking for lost runs failed; it is tried again');
    }
  }
}
