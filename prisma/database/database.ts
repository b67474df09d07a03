import type { PrismaClient } from '../generated/client.ts';

/** EMBEDDED: Postgres in WebAssembly inside this process. POSTGRES: a server with pgvector. */
export type DatabaseKind = 'EMBEDDED' | 'POSTGRES';

/** Anything that takes one SQL statement: a database, or a transaction in it. A database's own `query` is for reads. */
export interface Queryable {
  /**
   * Rows of one statement with parameters $1, $2, …
   *
   * bigint columns come as numbers, timestamps as Date, json parsed, real[] and double precision[] as number[].
   */
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

export interface Transaction extends Queryable {
  /**
   * Writes rows by binary COPY, the fastest way in.
   *
   * @param target table and columns: `example (dataset_digest, index)`
   * @param rows made by BinaryRows, in the order of the columns
   */
  copy(target: string, rows: Buffer): Promise<void>;
}

export interface Database extends Queryable {
  readonly kind: DatabaseKind;
  /** Reads and writes that Prisma can say. Not to be used inside `transaction`. */
  readonly prisma: PrismaClient;
  /**
   * Statements that must never wait behind queries and writes: heartbeats, the sweep, readiness. On a server they have connections of their
   * own; in the embedded database they go before everything that waits.
   */
  readonly urgent: Queryable;
  /** Version of the server, `17.2`, and of its pgvector, `0.8.1`. */
  readonly version: { server: string; vector: string };
  /**
   * Runs work in one transaction: commits what it did when it returns, takes it back when it throws. The embedded database has one
   * connection, so inside work everything goes through `tx`: the database's own query, prisma and transaction throw there.
   * Work may run again from its beginning where Postgres broke a deadlock.
   *
   * @param options readOnly: the work writes nothing, so it waits with the reads and is cancelled as they are
   * @throws ExpectedError UNAVAILABLE where the connection is lost. If that happens during COMMIT, it is unknown whether the work was
   *   committed: every write can be sent again and is written once.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: { readOnly?: boolean }): Promise<T>;
  /**
   * Calls the handler with the payload of each NOTIFY on the channel that is committed from now on.
   *
   * @param onGap called when notifications may have been missed: the connection was lost and is back
   * @returns a function that stops listening
   */
  listen(
    channel: string,
    handler: (payload: string) => void,
    onGap?: () => void,
  ): Promise<() => Promise<void>>;
  /** Calls the listener with the text of every statement sent, Prisma's among them; returns a function that ends it. */
  onStatement(listener: (text: string) => void): () => void;
  close(): Promise<void>;
}
