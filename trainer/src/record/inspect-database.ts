import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '@stillhouse/prisma/database/open.ts';
import { runningApi } from './running-api.ts';

/** What is known of the database without changing it: one sentence each. */
export interface DatabaseFacts {
  sound: string;
  /** What works but should be mended. */
  warnings: string[];
}

/**
 * Looks at the database at the address, or else at the embedded one of the home folder.
 *
 * @throws ExpectedError UNAVAILABLE saying what is wrong and what to do
 */
export async function inspectDatabase(url: string | undefined, home: string): Promise<DatabaseFacts> {
  const warnings: string[] = [];
  const onWarning = (message: string) => void warnings.push(message);
  if (url !== undefined) {
    const database = await openDatabase({ url, migrate: false, connections: 1, onWarning });
    await database.close();
    const { server, vector } = database.version;
    return { sound: `PostgreSQL ${server} with pgvector ${vector}, at DATABASE_URL`, warnings };
  }
  const api = await runningApi(home);
  if (api) return { sound: `embedded, in ${home}; the API at ${api} has it open`, warnings };
  const folder = join(home, 'database');
  if (!existsSync(folder)) return { sound: `embedded; ${folder} is made at the first use`, warnings };
  const database = await openDatabase({ folder, migrate: false, onWarning });
  await database.close();
  const { server, vector } = database.version;
  return { sound: `embedded PostgreSQL ${server} with pgvector ${vector}, in ${folder}`, warnings };
}
