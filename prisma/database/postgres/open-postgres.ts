import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Database } from '../database.ts';
import { GuardedPool } from '../guarded-pool.ts';
import { pooledDatabase } from '../pooled-database.ts';
import { StatementObserver } from '../statement-observer.ts';
import { typeParsers } from '../type-parsers.ts';
import { Listener } from './listener.ts';

const chunkBytes = 256 * 1024;

const defaultPatience = 15_000;

/**
 * Opens a pool on a Postgres server.
 *
 * @throws ExpectedError UNAVAILABLE when the server cannot be reached or refuses the user
 */
export async function openPostgres(options: {
  url: string;
  connections?: number | undefined;
  /** How long the server may take to answer at all, in milliseconds. Default: 15,000. */
  patience?: number;
}): Promise<Omit<Database, 'version'>> {
  const observer = new StatementObserver();
  const connection = {
    connectionString: options.url,
    application_name: 'stillhouse',
    // Prisma's adapter reads every timestamp as UTC.
    options: '-c timezone=UTC',
  };
  await checkReachable(connection, options.patience ?? defaultPatience);
  const pool = new GuardedPool({
    ...connection,
    max: options.connections ?? 10,
    Client: observer.client(),
    types: typeParsers,
  } as pg.PoolConfig);
  // An idle connection that breaks leaves the pool by itself; the next query opens another.
  pool.on('error', () => undefined);
  const listener = new Listener(connection);
  return pooledDatabase({
    kind: 'POSTGRES',
    pool,
    observer,
    async copy(client, target, rows) {
      const sink = client.query(copyFrom(`COPY ${target} FROM STDIN WITH (FORMAT binary)`));
      await pipeline(Readable.from(chunks(rows)), sink);
    },
    listen: (channel, handler, onGap) => listener.listen(channel, handler, onGap),
    close: () => listener.close(),
  });
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
  const reason = error.message || error.errors?.map((cause) => cause.message).join('; ') || error.code;
  return new ExpectedError(
    'UNAVAILABLE',
    `The database at ${withoutPassword(url)} cannot be opened: ${reason}. Check DATABASE_URL and that the server is running.`,
  );
}

/** Up to the last @: a password that holds one itself is no valid address, but must not be shown either. */
function withoutPassword(url: string): string {
  return url.replace(/\/\/([^:/@]*):.*@/, '//$1:…@').replace(/([?&]password=)[^&]*/i, '$1…');
}
