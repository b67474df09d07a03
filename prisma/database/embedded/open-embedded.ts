import { resolve } from 'node:path';
import type pg from 'pg';
import type { Database } from '../database.ts';
import { GuardedPool } from '../guarded-pool.ts';
import { pooledDatabase } from '../pooled-database.ts';
import { StatementObserver } from '../statement-observer.ts';
import { typeParsers } from '../type-parsers.ts';
import { takeFolder } from './database-folder.ts';
import { type Durability, defaultRoom, type Engine, type EngineOptions, type Room } from './engine/engine.ts';
import { openLocalEngine } from './engine/local-engine.ts';
import { ThreadEngine } from './engine/thread-engine.ts';
import { LastingEngine } from './lasting-engine.ts';
import { defaultLease, type FolderLock, type Lease } from './lock/folder-lock.ts';
import { Notifications } from './notifications.ts';
import { WireStream } from './wire.ts';

export interface EmbeddedDatabase extends Omit<Database, 'version'> {
  /** The whole database as a tar file, to be opened again as a snapshot. */
  dump(): Promise<Blob>;
}

export interface EmbeddedOptions {
  /** Where its files are kept; created if missing. In memory without one. */
  folder?: string | undefined;
  /** What a new database starts from. */
  snapshot?: Blob;
  /** Default: full. */
  durability?: Durability | undefined;
  /** Default: 64 MiB of reserve, 32 MiB that stay free. */
  room?: Room | undefined;
  /** Whether it runs in a thread of its own. Default: where it has a folder. */
  thread?: boolean;
  /** Times of the folder's lock. */
  lease?: Lease;
  /** Told what opening waits for. */
  onWait?: ((message: string) => void) | undefined;
}

/**
 * Opens Postgres in WebAssembly. With a folder it runs in a thread of its own, is opened by one process at a time, and is opened again where
 * it ends by itself.
 *
 * @throws ExpectedError UNAVAILABLE when another process has the folder open, it cannot be written to, or its files cannot be opened;
 * STORAGE_FULL when its disk is too full to open them
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const {
    folder,
    snapshot,
    durability = 'full',
    room = defaultRoom,
    lease = defaultLease,
    onWait = () => {},
  } = options;
  const thread = options.thread ?? folder !== undefined;
  const open = async (dataDir?: string): Promise<Engine> => {
    const bytes = snapshot && new Uint8Array(await snapshot.arrayBuffer());
    const engineOptions: EngineOptions = { dataDir, snapshot: bytes, durability, room };
    return thread ? ThreadEngine.open(engineOptions) : openLocalEngine(engineOptions);
  };
  if (folder === undefined) return embeddedDatabase({ first: await open(), open });
  const taken = await takeFolder(resolve(folder), { lease, onWait });
  try {
    const reopen = () => taken.fill(open);
    const database = embeddedDatabase({ first: await reopen(), open: reopen, lock: taken });
    void taken.lost.then((reason) => database.abandon(reason));
    return database;
  } catch (error) {
    await taken.release();
    throw error;
  }
}

interface Parts {
  first: Engine;
  open: () => Promise<Engine>;
  /** Of its folder. */
  lock?: FolderLock;
}

function embeddedDatabase({ first, open, lock }: Parts) {
  const notifications = new Notifications();
  const engines = new LastingEngine({
    first,
    open,
    onReopened: (engine) => notifications.listenAgain(engine),
  });
  const observer = new StatementObserver();
  const pool = new GuardedPool({
    user: 'postgres',
    database: 'postgres',
    max: 1,
    idleTimeoutMillis: 0,
    stream: () =>
      new WireStream(
        () => engines.current(),
        () => lock?.check(),
      ) as never,
    Client: observer.client(),
    types: typeParsers,
  } as never);
  // A connection whose engine has ended leaves the pool by itself; the next query opens another.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    client.on('notification', ({ channel, payload }) => notifications.received(channel, payload));
  });

  const database = pooledDatabase({
    kind: 'EMBEDDED',
    pool,
    observer,
    copy: (client, target, rows) => streamOf(client).copy(target, rows),
    listen: (channel, handler, onGap) => notifications.listen(pool, { channel, handler, onGap }),
    async close() {
      try {
        await engines.close();
      } finally {
        await lock?.release();
      }
    },
  });
  return Object.assign(database, {
    dump: async () => new Blob([new Uint8Array(await (await engines.current()).dump())]),
    abandon: (reason: Error) => engines.abandon(reason),
  });
}

function streamOf(client: pg.PoolClient): WireStream {
  return (client as unknown as { connection: { stream: WireStream } }).connection.stream;
}
