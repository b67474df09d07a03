import type { Database } from '@stillhouse/prisma/database/database.ts';
import { openDatabase } from '@stillhouse/prisma/database/open.ts';
import { beat } from '@stillhouse/prisma/run/beat.ts';
import type { Platform, PlatformAddress } from './platform.ts';
import { postgresTarget } from './postgres-target.ts';

/** Connections of the calls, which are made one after the other; a call uses two at most. */
const connections = 2;

/** A Postgres that was migrated before. It is opened by the first call, and by the next one where that failed. */
export function postgresPlatform({
  url,
  home,
}: Omit<Extract<PlatformAddress, { kind: 'postgres' }>, 'kind'>): Platform {
  const calls = lazily(() => openDatabase({ url, migrate: false, connections }));
  // A connection of its own: a heartbeat must not wait for a large batch.
  const beats = lazily(() => openDatabase({ url, migrate: false, connections: 1 }));
  return {
    name: 'Postgres',
    target: postgresTarget(calls.get, home),
    beat: async (run) => beat(await beats.get(), run),
    answers: () =>
      calls
        .get()
        .then((database) => database.query('SELECT 1'))
        .then(
          () => true,
          () => false,
        ),
    async close() {
      await calls.close();
      await beats.close();
    },
  };
}

/** Something that is opened when it is first needed, and again after a failure to open it. */
function lazily(open: () => Promise<Database>): { get(): Promise<Database>; close(): Promise<void> } {
  let opened: Promise<Database> | null = null;
  return {
    get() {
      opened ??= open().catch((error: unknown) => {
        opened = null;
        throw error;
      });
      return opened;
    },
    async close() {
      const database = await opened?.catch(() => null);
      await database?.close();
    },
  };
}
