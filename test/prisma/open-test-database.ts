import { createHash, randomUUID } from 'node:crypto';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { openEmbedded } from '@stillhouse/prisma/database/embedded/open-embedded.ts';
import { openDatabase, prepare } from '@stillhouse/prisma/database/open.ts';
import { migrationsFolder, readMigrations } from '@stillhouse/prisma/migrate/migration.ts';
import pg from 'pg';
import { testDatabaseUrl } from '../environment.ts';

/** Any number that nothing else on the server locks. */
const templateLock = 5_747_261;

let snapshot: Promise<Blob> | undefined;
let template: Promise<string> | undefined;

/**
 * A migrated database of its own, to be closed by whoever opened it: embedded and in memory, from a snapshot that each process makes
 * once; or, where TEST_DATABASE_URL names a server, cloned there from a template and dropped when it is closed.
 */
export async function openTestDatabase(): Promise<Database> {
  return testDatabaseUrl ? openClone(testDatabaseUrl) : openFromSnapshot();
}

async function openFromSnapshot(): Promise<Database> {
  snapshot ??= takeSnapshot();
  return prepare(await openEmbedded({ snapshot: await snapshot }), { migrate: false });
}

async function takeSnapshot(): Promise<Blob> {
  const database = await prepare(await openEmbedded({}), {});
  try {
    return await database.dump();
  } finally {
    await database.close();
  }
}

async function openClone(server: string): Promise<Database> {
  template ??= makeTemplate(server);
  const name = `stillhouse_test_${randomUUID().replaceAll('-', '')}`;
  const source = await template;
  await administer(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${source}`));
  const database = await openDatabase({ url: databaseUrl(server, name), migrate: false });
  return {
    ...database,
    async close() {
      await database.close();
      await administer(server, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

/**
 * The template is named after its migrations and kept for the next run. It gets its name when it is whole, and one process at a time makes
 * it, so that nobody clones half of it.
 */
async function makeTemplate(server: string): Promise<string> {
  const migrations = await readMigrations(migrationsFolder);
  const digest = createHash('sha256').update(migrations.map(({ checksum }) => checksum).join());
  const name = `stillhouse_template_${digest.digest('hex').slice(0, 16)}`;
  await administer(server, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [templateLock]);
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount) return;
    await client.query(`DROP DATABASE IF EXISTS ${name}_unfinished WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${name}_unfinished`);
    await (await openDatabase({ url: databaseUrl(server, `${name}_unfinished`) })).close();
    await client.query(`ALTER DATABASE ${name}_unfinished RENAME TO ${name}`);
  });
  return name;
}

/** The address of another database on the same server. */
export function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Works on the server's own database, through a connection of its own. */
export async function administer(
  server: string,
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
