import { resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import type { Database } from '../database.ts';
import { GuardedPool } from '../guarded-pool.ts';
import { pooledDatabase } from '../pooled-database.ts';
import { StatementObserver } from '../statement-observer.ts';
import { typeParsers } from '../type-parsers.ts';
import { takeFolder } from './database-folder.ts';
import { Wire, WireStream } from './wire.ts';

export interface EmbeddedDatabase extends Omit<Database, 'version'> {
  /** The whole database as a tar file, to be opened again as a snapshot. */
  dump(): Promise<Blob>;
}

/**
 * Opens Postgres in WebAssembly in this process.
 *
 * @param options folder it lies in, made where it is missing; in memory without one. A snapshot is what a new database starts from.
 * @throws ExpectedError UNAVAILABLE when another process has the folder open, it cannot be written to, or what lies in it cannot be opened
 */
export async function openEmbedded(options: { folder?: string | undefined; snapshot?: Blob }) {
  if (options.folder === undefined) return embeddedDatabase(await createPglite(options), async () => {});
  const folder = await takeFolder(resolve(options.folder));
  try {
    const pglite = await folder.fill((dataDir) => createPglite({ ...options, dataDir }));
    return embeddedDatabase(pglite, folder.release);
  } catch (error) {
    await folder.release();
    throw error;
  }
}

function createPglite({ dataDir, snapshot }: { dataDir?: string; snapshot?: Blob }): Promise<PGlite> {
  return PGlite.create({
    ...(dataDir !== undefined && { dataDir }),
    ...(snapshot && { loadDataDir: snapshot }),
    extensions: { vector },
  });
}

function embeddedDatabase(pglite: PGlite, release: () => Promise<void>): EmbeddedDatabase {
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
      try {
        await pglite.close();
      } finally {
        await release();
      }
    },
  });
  return Object.assign(database, { dump: () => pglite.dumpDataDir('none') });
}
