import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Database } from '../database.ts';
import { GuardedPool, type GuardedPoolOptions, TransactionGuard } from '../guarded-pool.ts';
import { pooledDatabase } from '../pooled-database.ts';
import { StatementObserver } from '../statement-observer.ts';
import { typeParsers } from '../type-parsers.ts';
import { Listener } from './listener.ts';
import { isPostgresUrl, shownAddress, withoutSecrets } from './shown-address.ts';

const chunkBytes = 256 * 1024;

const defaultPatience = 15_000;

const defaultConnections = 10;

/** Few: what goes through them takes milliseconds. */
const urgentConnections = 2;

/** A statement that takes longer is not urgent: it is stuck. In milliseconds. */
const urgentTimeout = 10_000;

/** How much longer than the server itself a client waits for a read, in milliseconds: then the connection is dead, not slow. */
const margin = 5_000;

/** A client that was suspended inside a transaction must not hold its locks forever. In milliseconds. */
const idleInTransaction = 60_000;

export interface PostgresOptions {
  url: string;
  /** Most connections for reads, and as many again for writes. Default: 10. */
  connections?: number | undefined;
  /** Milliseconds after which the server ends a read. Default: never. */
  readTimeout?: number | undefined;
  /** How long the server may take to accept a connection, in milliseconds. Default: 15,000. */
  patience?: number;
}

/**
 * Opens pools on a Postgres server: one for reads, whose statements the server ends after `readTimeout` and which are cancelled when their
 * client leaves; one for writes, which have no time limit; one for what is urgent.
 *
 * @throws ExpectedError BAD_INPUT for an address that is not a URL; UNAVAILABLE when the server cannot be reached or refuses the user
 */
export async function openPostgres(options: PostgresOptions): Promise<Omit<Database, 'version'>> {
  const { url, connections = defaultConnections, readTimeout = 0, patience = defaultPatience } = options;
  if (!isPostgresUrl(url)) throw notAUrl();
  const observer = new StatementObserver();
  const connection = {
    connectionString: url,
    application_name: 'stillhouse',
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
  await checkReachable(connection, patience);
  const guard = new TransactionGuard();
  const pool = (max: number, timeout: number, more: GuardedPoolOptions = {}) =>
    new GuardedPool(
      {
        ...connection,
        max,
        // Prisma's adapter reads every timestamp as UTC. The timeout is always sent: the server may have a default.
        options: `-c timezone=UTC -c statement_timeout=${timeout} -c idle_in_transaction_session_timeout=${idleInTransaction}`,
        ...(timeout > 0 && { query_timeout: timeout + margin }),
        Client: observer.client({ connectionTimeoutMillis: patience }),
        types: typeParsers,
      } as pg.PoolConfig,
      { guard, ...more },
    );
  const cancel = (client: pg.PoolClient) => {
    const { processID } = client as unknown as { processID: number };
    // Where this fails, statement_timeout ends the statement.
    database.urgent.query('SELECT pg_cancel_backend($1)', [processID]).catch(() => undefined);
  };
  const listener = new Listener({ ...connection, connectionTimeoutMillis: patience });
  const database = pooledDatabase({
    kind: 'POSTGRES',
    pool: pool(connections, readTimeout, { cancel, patience: readTimeout || undefined }),
    writePool: pool(connections, 0),
    urgentPool: pool(urgentConnections, urgentTimeout),
    observer,
    async copy(client, target, rows) {
      const sink = client.query(copyFrom(`COPY ${target} FROM STDIN WITH (FORMAT binary)`));
      await pipeline(Readable.from(chunks(rows)), sink);
    },
    listen: (channel, handler, onGap) => listener.listen(channel, handler, onGap),
    close: () => listener.close(),
  });
  return database;
}

function* chunks(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

/** Apart from the pool, whose own time limit would also hold for those who wait in it. */
async function checkReachable(
  connection: pg.ClientConfig & { connectionString: string },
  patience: number,
): Promise<void> {
  try {
    const client = new pg.Client({ ...connection, connectionTimeoutMillis: patience });
    // What goes wrong is said by `connect`; a second failure of the same connection says nothing new.
    client.on('error', () => undefined);
    await client.connect();
    await client.end();
  } catch (error) {
    throw unreachable(connection.connectionString, error as NodeJS.ErrnoException);
  }
}

function unreachable(url: string, error: NodeJS.ErrnoException & { errors?: Error[] }): ExpectedError {
  const reason = error.message || error.errors?.map((cause) => cause.message).join('; ') || error.code || '';
  return new ExpectedError(
    'UNAVAILABLE',
    `The database at ${shownAddress(url)} cannot be opened: ${withoutSecrets(reason, url)}. Check DATABASE_URL and that the server is running.`,
  );
}

function notAUrl(): ExpectedError {
  return new ExpectedError(
    'BAD_INPUT',
    'DATABASE_URL is not a URL. Write it as postgres://user:password@host:port/database; the key=value form of libpq is not supported.',
  );
}
