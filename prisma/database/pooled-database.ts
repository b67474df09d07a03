import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { PrismaClient } from '../generated/client.ts';
import type { Database, DatabaseKind, Transaction } from './database.ts';
import type { GuardedPool } from './guarded-pool.ts';
import type { StatementObserver } from './statement-observer.ts';

export interface PooledDatabase {
  kind: DatabaseKind;
  pool: GuardedPool;
  observer: StatementObserver;
  copy: (client: pg.PoolClient, target: string, rows: Buffer) => Promise<void>;
  listen: Database['listen'];
  /** Called after the pool has ended. */
  close: () => Promise<void>;
}

const deadlockDetected = '40P01';
const attempts = 3;

/** How long Prisma's own transactions wait for a connection, and may last, in milliseconds: an index may be building before them. */
const transactionOptions = { maxWait: 120_000, timeout: 120_000 };

/** The same database functions for both kinds, over a pool of pg. A copy of the object would lose the watch over `prisma`. */
export function pooledDatabase(parts: PooledDatabase): Omit<Database, 'version'> {
  const { pool, observer, kind } = parts;
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions });

  async function transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await attemptTransaction(work);
      } catch (error) {
        if ((error as { code?: string }).code !== deadlockDetected || attempt === attempts) throw error;
      }
    }
  }

  async function attemptTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const result = await pool.holding(() => work(transactionOn(client)));
      await client.query('COMMIT');
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
      pool.refuseInsideTransaction();
      return prisma;
    },
    query: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await pool.query(text, [...values])).rows as Row[],
    transaction,
    listen: parts.listen,
    onStatement: (listener) => observer.add(listener),
    async close() {
      await prisma.$disconnect();
      await pool.end();
      await parts.close();
    },
  };
}
