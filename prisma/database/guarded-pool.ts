import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';

interface Holder {
  open: boolean;
}

const connect = pg.Pool.prototype.connect as unknown as (
  this: pg.Pool,
  callback?: ConnectCallback,
) => unknown;
type ConnectCallback = (error: Error | undefined, client?: pg.PoolClient, release?: () => void) => void;

/**
 * A pool that throws where work inside a transaction asks it for a second connection. The embedded database has only one, so such
 * work would wait for itself; on a server it would silently run outside its transaction.
 */
export class GuardedPool extends pg.Pool {
  readonly #holder = new AsyncLocalStorage<Holder>();

  constructor(config: pg.PoolConfig) {
    super(config);
    // pg.Pool's own query comes through here too.
    this.connect = ((callback?: ConnectCallback) => {
      if (!this.#isHeld()) return connect.call(this, callback);
      if (!callback) return Promise.reject(pastTransaction());
      process.nextTick(callback, pastTransaction());
    }) as pg.Pool['connect'];
  }

  /** @throws Error inside a transaction; for those who come to the pool by ways that lose the asynchronous context, as Prisma does. */
  refuseInsideTransaction(): void {
    if (this.#isHeld()) throw pastTransaction();
  }

  #isHeld(): boolean {
    return this.#holder.getStore()?.open ?? false;
  }

  /** Runs work as the holder of a connection. */
  async holding<T>(work: () => Promise<T>): Promise<T> {
    const holder: Holder = { open: true };
    try {
      return await this.#holder.run(holder, work);
    } finally {
      holder.open = false;
    }
  }
}

function pastTransaction(): Error {
  return new Error(
    'Inside a transaction everything goes through the transaction that was handed in: ' +
      'use tx.query, not the database, Prisma or a second transaction.',
  );
}
