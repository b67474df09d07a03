import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Database } from '../database.ts';
import { GuardedPool } from '../guarded-pool.ts';
import { pooledDatabase } from '../pooled-database.ts';
import { StatementObserver } from '../statement-observer.ts';
import { typeParsers } from '../type-parsers.ts';
import { Listener } from './listener.ts';

const chunkBytes = 256 * 1024;

/**
 * Opens a pool on a Postgres server.
 *
 * @throws ExpectedError UNAVAILABLE when the server cannot be reached or refuses the user
 */
export async function openPostgres(options: {
  url: string;
  connections?: number | undefined;
}): Promise<Omit<Database, 'version'>> {
  const observer = new StatementObserver();
  const connection: pg.ClientConfig = {
    connectionString: options.url,
    application_name: 'stillhouse',
    // Prisma's adapter reads every timestamp as UTC.
    options: '-c timezone=UTC',
  };
  const pool = new GuardedPool({
    ...connection,
    max: options.connections ?? 10,
    Client: observer.client(),
    types: typeParsers,
  } as pg.PoolConfig);
  // An idle connection that breaks leaves the pool by itself; the next query opens another.
  pool.on('error', () => undefined);
  const listener = new Listener(connection);
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await pool.end();
    throw unreachable(options.url, error as NodeJS.ErrnoException);
  }
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

function unreachable(url: string, error: NodeJS.ErrnoException & { errors?: Error[] }): Error {
  const reason = error.message || error.errors?.map((cause) => cause.message).join('; ') || error.code;
  return new ExpectedError(
    'UNAVAILABLE',
    `The database at ${withoutPassword(url)} cannot be opened: ${reason}. Check DATABASE_URL and that the server is running.`,
  );
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/([^:/@]*):[^@]*@/, '//$1:…@');
}
