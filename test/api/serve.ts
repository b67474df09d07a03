import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiOptions, startApi } from '@stillhouse/api/start-api.ts';
import { StillhouseClient } from '@stillhouse/client/client.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { pino } from 'pino';
import { openTestDatabase } from '../prisma/open-test-database.ts';

const webPort = 43_210;
/** Where the dashboard is said to be. */
export const webOrigin = `http://localhost:${webPort}`;

/** An API on a database of its own, in this process. */
export interface Served {
  url: string;
  db: Database;
  /** Its folder: artifacts and api.json. */
  home: string;
  client: StillhouseClient;
  /** What it has logged so far. */
  log(): string;
  close(): Promise<void>;
}

/** Serves a fresh database on a free port; to be closed by whoever called. */
export async function serve(change: Pick<ApiOptions, 'bulkBudget'> = {}): Promise<Served> {
  const home = await mkdtemp(join(tmpdir(), 'stillhouse-api-'));
  const db = await openTestDatabase();
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const api = await startApi({ db, home, port: 0, webPort, log, ...change });
  return {
    url: api.url,
    db,
    home,
    client: new StillhouseClient({ url: api.url }),
    log: () => lines.join(''),
    async close() {
      await api.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
