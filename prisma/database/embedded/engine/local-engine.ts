import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { DataFileSystem } from './data-file-system.ts';
import { DiskRoom } from './disk-room.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { EngineFault, type FaultReport } from './engine-fault.ts';
import { ServerLog } from './server-log.ts';
import { Session } from './session.ts';
import { watchForCrash } from './watch-for-crash.ts';

/** How much log is kept for reuse, so that it doesn't grow to the gigabyte of a server. */
const logSize = ['-c', 'max_wal_size=64MB', '-c', 'min_wal_size=64MB'];

/** Without it Postgres syncs as it does on a server: the log at each commit, everything else before a checkpoint ends. */
const noSync = '-F';

/**
 * Opens Postgres in this thread, which it keeps busy while it computes.
 *
 * @throws EngineFault where it does not start
 */
export async function openLocalEngine(options: EngineOptions): Promise<Engine> {
  const log = new ServerLog();
  const { dataDir, snapshot } = options;
  const sync = dataDir !== undefined && options.durability === 'full';
  const space = dataDir === undefined ? null : new DiskRoom(join(dirname(dataDir), 'reserve'), options.room);
  let logged = 0;
  let full = false;
  let running = false;
  try {
    const pglite = await PGlite.create({
      ...(dataDir !== undefined && {
        fs: new DataFileSystem(dataDir, {
          sync,
          onFull(path) {
            full = true;
            // A table that cannot grow ends its transaction with an error and no harm.
            return (!running || !path.includes('/base/')) && (space?.release() ?? false);
          },
          // Nor may it grow into the space that the log needs, without which the whole server ends.
          isBounded: (path) => running && path.includes('/base/'),
          mayGrow: (bytes) => space?.mayGrow(bytes) ?? true,
          onWrite(path, bytes) {
            if (path.includes('/pg_wal/')) logged += bytes;
          },
        }),
      }),
      ...(snapshot && { loadDataDir: new Blob([new Uint8Array(snapshot)]) }),
      startParams: [...PGlite.defaultStartParams.filter((param) => !sync || param !== noSync), ...logSize],
      onStderr: (line) => log.add(line),
      extensions: { vector },
    });
    running = true;
    const crash = watchForCrash(pglite, (error) => new EngineFault(faultOf(error)));
    return new Session({ pglite, crash, space, logged: () => logged });
  } catch (error) {
    throw new EngineFault(faultOf(error));
  }

  function faultOf(error: unknown): FaultReport {
    const { message, code, errno } = error as NodeJS.ErrnoException;
    const text =
      message ?? (errno === undefined ? String(error) : `a file cannot be accessed (errno ${errno})`);
    return { message: text, code: code ?? null, log: log.text, full };
  }
}
