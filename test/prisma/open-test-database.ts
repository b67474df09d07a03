import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { openEmbedded } from '@stillhouse/prisma/database/embedded/open-embedded.ts';
import { openDatabase, prepare } from '@stillhouse/prisma/database/open.ts';
import { migrationsFolder, readMigrations } from '@stillhouse/prisma/migrate/migration.ts';
import { dependencies } from '@stillhouse/prisma/package.json' with { type: 'json' };
import pg from 'pg';
import { testDatabaseUrl } from '../environment.ts';

/** Any number that nothing else on the server locks. */
const templateLock = 5_747_261;

const cacheFolder = fileURLToPath(new URL('../../node_modules/.cache/stillhouse', import.meta.url));

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

/** Making it takes seconds, reading it none, so that it is kept for the next process, by its migrations and the embedded database's version. */
async function takeSnapshot(): Promise<Blob> {
  const file = join(cacheFolder, `${await digestOfMigrations()}-${dependencies['@electric-sql/pglite']}.tar`);
  const kept = await readFile(file).catch(() => null);
  if (kept) return new Blob([kept]);
  const database = await prepare(await openEmbedded({}), {});
  try {
    const dump = await database.dump();
    await mkdir(cacheFolder, { recursive: true });
    await writeFile(`${file}.${process.pid}`, Buffer.from(await dump.arrayBuffer()));
    await rename(`${file}.${process.pid}`, file);
    return dump;
  } finally {
    await database.close();
  }
}

async function digestOfMigrations(): Promise<string> {
  const migrations = await readMigrations(migrationsFolder);
  const digest = createHash('sha256').update(migrations.map(({ checksum }) => checksum).join());
  return digest.digest('hex').slice(0, 16);
}

async function openClone(server: string): Promise<Database> {
  template ??= makeTemplate(server);
  const name = `stillhouse_test_${randomUUID().replaceAll('-', '')}`;
  const source = await template;
  await administer(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${source}`));
  const database = await openDatabase({ url: databaseUrl(server, name), migrate: false });
  const { close } = database;
  return Object.assign(database, {
    async close() {
      await close();
      await administer(server, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  });
}

/**
 * The template is named after its migrations and kept for the next run. It gets its name when it is whole, and one process at a time makes
 * it, so that nobody clones half of it.
 */
async function makeTemplate(server: string): Promise<string> {
  const name = `stillhouse_template_${await digestOfMigrations()}`;
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
