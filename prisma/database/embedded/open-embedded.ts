import { access, constants, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Database } from '../database.ts';
import { GuardedPool } from '../guarded-pool.ts';
import { pooledDatabase } from '../pooled-database.ts';
import { StatementObserver } from '../statement-observer.ts';
import { typeParsers } from '../type-parsers.ts';
import { lockFolder } from './folder-lock.ts';
import { Wire, WireStream } from './wire.ts';

export interface EmbeddedDatabase extends Omit<Database, 'version'> {
  /** The whole database as a tar file, to be opened again as a snapshot. */
  dump(): Promise<Blob>;
}

/**
 * Opens Postgres in WebAssembly in this process.
 *
 * @param options folder it lies in, made where it is missing; in memory without one. A snapshot is what a new database starts from.
 * @throws ExpectedError UNAVAILABLE when another process has the folder open or it cannot be written to
 */
export async function openEmbedded(options: { folder?: string | undefined; snapshot?: Blob }) {
  const folder = options.folder === undefined ? undefined : resolve(options.folder);
  const unlock = folder === undefined ? async () => {} : await takeFolder(folder);
  try {
    const pglite = await PGlite.create({
      ...(folder !== undefined && { dataDir: join(folder, 'data') }),
      ...(options.snapshot && { loadDataDir: options.snapshot }),
      extensions: { vector },
    });
    return embeddedDatabase(pglite, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function takeFolder(folder: string): Promise<() => Promise<void>> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return await lockFolder(folder, join(folder, 'lock'));
  } catch (error) {
    const { code, path = folder } = error as NodeJS.ErrnoException;
    if (!['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC'].includes(code ?? '')) throw error;
    throw new ExpectedError(
      'UNAVAILABLE',
      `The embedded database cannot be kept in ${folder}: ${reasons[code as string] ?? code} (${path}). ` +
        'Choose another folder with STILLHOUSE_HOME.',
    );
  }
}

const reasons: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a file is in the way',
  EEXIST: 'a file is in the way',
  ENOSPC: 'the disk is full',
};

function embeddedDatabase(pglite: PGlite, unlock: () => Promise<void>): EmbeddedDatabase {
  const observer = new StatementObserver();
  const wire = new Wire(pglite);
  const pool = new GuardedPool({
    user: 'postgres',
    database: 'postgres',
    max: 1,
    idleTimeoutMillis: 0,
    stream: () => new WireStream(wire) as never,
    Client: observer.client(),
    types: typeParsers,
  } as never);
  const channels = new Map<string, Set<(payload: string) => void>>();
  pool.on('connect', (client) => {
    client.on('notification', ({ channel, payload = '' }) => {
      for (const handler of channels.get(channel) ?? []) handler(payload);
    });
  });

  const database = pooledDatabase({
    kind: 'EMBEDDED',
    pool,
    observer,
    async copy(_client, target, rows) {
      // PGlite is one session, so this runs within the transaction of whoever holds the pool's only connection.
      await pglite.query(`COPY ${target} FROM '/dev/blob' WITH (FORMAT binary)`, [], {
        blob: new Blob([new Uint8Array(rows)]),
      });
    },
    async listen(channel, handler) {
      // The session outlives its connections, so that what it listens to does as well.
      const handlers = channels.get(channel) ?? new Set();
      channels.set(channel, handlers.add(handler));
      await pool.query(`LISTEN "${channel}"`);
      return async () => {
        handlers.delete(handler);
      };
    },
    async close() {
      await pglite.close();
      await unlock();
    },
  });
  return { ...database, dump: () => pglite.dumpDataDir('none') };
}
