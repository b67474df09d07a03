import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { callerSignal } from './caller.ts';
import { type Priority, PriorityGate } from './priority-gate.ts';

interface Holder {
  open: boolean;
}

type ConnectCallback = (
  error: Error | undefined,
  client?: pg.PoolClient,
  release?: (error?: Error | boolean) => void,
) => void;

const connect = pg.Pool.prototype.connect as (this: pg.Pool) => Promise<pg.PoolClient>;

/** Knows whether the current work runs inside a transaction; one for all pools of a database. */
export class TransactionGuard {
  readonly #holder = new AsyncLocalStorage<Holder>();

  /** @throws Error inside a transaction */
  check(): void {
    if (!this.#holder.getStore()?.open) return;
    throw new Error(
      'Inside a transaction, all statements must use that transaction: ' +
        'call tx.query, not the database, Prisma or a second transaction.',
    );
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

export interface GuardedPoolOptions {
  /** Shared by the pools of one database. Default: one for this pool alone. */
  guard?: TransactionGuard;
  /** Longest wait for a connection of this pool, in milliseconds. Default: without limit. */
  patience?: number | undefined;
  /** Cancels the statement that a client is running: called when the one it runs for has left. */
  cancel?: (client: pg.PoolClient) => void;
}

/**
 * A pool that hands out its connections by priority, gives none to a client that has left, and throws where work inside a transaction asks
 * for a second connection. The embedded database has only one, so such work would wait for itself; on a server it would silently run
 * outside its transaction.
 */
export class GuardedPool extends pg.Pool {
  readonly guard: TransactionGuard;
  readonly #gate: PriorityGate;
  readonly #options: GuardedPoolOptions;

  constructor(config: pg.PoolConfig, options: GuardedPoolOptions = {}) {
    super(config);
    this.#options = options;
    this.guard = options.guard ?? new TransactionGuard();
    this.#gate = new PriorityGate(config.max ?? 10);
    // pg removes its own listener while a connection is handed out: one that breaks then would end the process. Whoever holds it learns of it by its statement.
    this.on('connect', (client) => client.on('error', () => undefined));
    // An idle connection that breaks leaves the pool by itself; the next statement opens another.
    this.on('error', () => undefined);
    // pg.Pool's own query and Prisma's adapter come through here: they read.
    this.connect = ((callback?: ConnectCallback) => {
      const client = this.acquire('READ');
      if (!callback) return client;
      client.then(
        (found) => callback(undefined, found, found.release),
        (error: Error) => callback(error),
      );
    }) as pg.Pool['connect'];
  }

  /**
   * A connection, once it is this priority's turn; to be released.
   *
   * @throws Error inside a transaction; ClientLeft; ExpectedError TIMEOUT when all connections stay busy
   */
  async acquire(priority: Priority): Promise<pg.PoolClient> {
    this.guard.check();
    const signal = priority === 'URGENT' ? undefined : callerSignal();
    const { patience, cancel } = this.#options;
    const leave = await this.#gate.enter({ priority, signal, patience });
    let client: pg.PoolClient;
    try {
      client = await connect.call(this);
    } catch (error) {
      leave();
      throw error;
    }
    let cancelled = false;
    const onAbort = () => {
      cancelled = true;
      cancel?.(client);
    };
    if (cancel) signal?.addEventListener('abort', onAbort);
    const { release } = client;
    client.release = (error) => {
      signal?.removeEventListener('abort', onAbort);
      // The cancel request may arrive after this statement has ended: it must not meet the next one.
      release(error || cancelled);
      leave();
    };
    if (cancel && signal?.aborted) onAbort();
    return client;
  }
}
