import { PrismaPg } from '@prisma/adapter-pg';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type pg from 'pg';
import { PrismaClient } from '../generated/client.ts';
import { callerSignal } from './caller.ts';
import type { Database, DatabaseKind, Queryable, Transaction } from './database.ts';
import { expectedFailure, isCanceled } from './expected-failure.ts';
import type { GuardedPool } from './guarded-pool.ts';
import { ClientLeft, type Priority } from './priority-gate.ts';
import type { StatementObserver } from './statement-observer.ts';

export interface PooledDatabase {
  kind: DatabaseKind;
  /** For reads, and for everything that has no pool of its own below. */
  pool: GuardedPool;
  /** For transactions that write. */
  writePool?: GuardedPool;
  /** For heartbeats, the sweep and readiness. */
  urgentPool?: GuardedPool;
  observer: StatementObserver;
  copy: (client: pg.PoolClient, target: string, rows: Buffer) => Promise<void>;
  listen: Database['listen'];
  /** Called after the pools have ended. */
  close: () => Promise<void>;
}

const deadlockDetected = '40P01';
const attempts = 3;

/** How long Prisma's own transactions wait for a connection, and may last, in milliseconds: an index may be building before them. */
const transactionOptions = { maxWait: 120_000, timeout: 120_000 };

/** Operations that Prisma may send as one statement for several callers. */
const gathered = new Set(['findUnique', 'findUniqueOrThrow']);

/** The same database functions for both kinds, over pools of pg. A copy of the object would lose the watch over `prisma`. */
export function pooledDatabase(parts: PooledDatabase): Omit<Database, 'version'> {
  const { pool, observer, kind } = parts;
  const pools: Record<Priority, GuardedPool> = {
    READ: pool,
    WRITE: parts.writePool ?? pool,
    URGENT: parts.urgentPool ?? pool,
  };
  const prisma = prismaOver(pool);

  /** Statements that each take a connection of that priority. */
  const statements = (priority: Priority): Queryable => ({
    query: <Row>(text: string, values: readonly unknown[] = []) =>
      explained(async () => {
        const client = await pools[priority].acquire(priority);
        let failure: Error | undefined;
        try {
          return (await client.query(text, [...values])).rows as Row[];
        } catch (error) {
          failure = error as Error;
          throw error;
        } finally {
          client.release(failure);
        }
      }),
  });

  async function transaction<T>(
    work: (tx: Transaction) => Promise<T>,
    { readOnly = false }: { readOnly?: boolean } = {},
  ): Promise<T> {
    const priority = readOnly ? 'READ' : 'WRITE';
    for (let attempt = 1; ; attempt++) {
      try {
        return await explained(() => attemptTransaction(priority, work));
      } catch (error) {
        if ((error as { code?: string }).code !== deadlockDetected || attempt === attempts) throw error;
      }
    }
  }

  async function attemptTransaction<T>(priority: Priority, work: (tx: Transaction) => Promise<T>) {
    const client = await pools[priority].acquire(priority);
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const result = await pool.guard.holding(() => work(transactionOn(client)));
      await commit(client);
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((rollbackError: Error) => {
        broken = rollbackError;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  function transactionOn(client: pg.PoolClient): Transaction {
    return {
      query: async <Row>(text: string, values: readonly unknown[] = []) =>
        (await client.query(text, [...values])).rows as Row[],
      copy: (target, rows) => parts.copy(client, target, rows),
    };
  }

  return {
    kind,
    get prisma() {
      pool.guard.check();
      return prisma;
    },
    query: statements('READ').query,
    urgent: statements('URGENT'),
    transaction,
    listen: (...parameters) => explained(() => parts.listen(...parameters)),
    onStatement: (listener) => observer.add(listener),
    async close() {
      await prisma.$disconnect();
      await Promise.all([...new Set(Object.values(pools))].map((one) => one.end()));
      await parts.close();
    },
  };
}

/** Postgres answers COMMIT with ROLLBACK, not with an error, where a statement of the transaction failed and its error was swallowed. */
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query('COMMIT');
  if (command === 'ROLLBACK')
    throw new Error('The transaction was rolled back: one of its statements had failed.');
}

/** Runs work; a failure that its caller can wait out is thrown as what it means. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ExpectedError) throw error;
    throw expectedFailure(error) ?? error;
  }
}

function prismaOver(pool: GuardedPool): PrismaClient {
  const client = new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions });
  const extended = client.$extends({
    query: {
      $allOperations: ({ operation, args, query }) =>
        explained(async () => {
          try {
            return await query(args);
          } catch (error) {
            // Prisma gathers lookups by id of one tick, perhaps of several clients, into one statement: another's leaving is not this one's.
            if (!gathered.has(operation) || !wasCanceled(error) || callerSignal()?.aborted) throw error;
            return await query(args);
          }
        }),
    },
  });
  return extended as unknown as PrismaClient;
}

function wasCanceled(error: unknown): boolean {
  return ClientLeft.is(error) || isCanceled(error);
}
