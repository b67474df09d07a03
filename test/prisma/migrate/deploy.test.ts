import { createHash } from 'node:crypto';
import { appendFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { deploy } from '@stillhouse/prisma/migrate/deploy.ts';
import { migrationsFolder } from '@stillhouse/prisma/migrate/migration.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';

const later = '20991231000000_later';
const latest = '20991231000001_latest';

let db: Database;
let folder: string;
beforeEach(async () => {
  db = await openTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'stillhouse-migrations-'));
  await cp(migrationsFolder, folder, { recursive: true });
});
afterEach(async () => {
  await db.close();
  await rm(folder, { recursive: true, force: true });
});

async function add(name: string, sql: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'migration.sql'), sql);
}

const tablesCalled = (name: string) => db.query('SELECT 1 FROM pg_class WHERE relname = $1', [name]);
const recordsOf = (name: string) =>
  db.query<{ finished: boolean; [column: string]: unknown }>(
    `SELECT checksum, finished_at IS NOT NULL AS finished, rolled_back_at AS "rolledBackAt", applied_steps_count AS steps, logs
     FROM _prisma_migrations WHERE migration_name = $1 ORDER BY started_at`,
    [name],
  );

test('applies what is missing in the order of its names, once, and records it as Prisma does', async () => {
  const sql = 'CREATE TABLE later (id int);\nINSERT INTO later VALUES (1);';
  await add(latest, 'INSERT INTO later VALUES (2)');
  await add(later, sql);
  expect(await deploy(db, folder)).toEqual([later, latest]);
  expect(await deploy(db, folder)).toEqual([]);
  expect(await db.query('SELECT id FROM later ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
  const checksum = createHash('sha256').update(sql).digest('hex');
  expect(await recordsOf(later)).toEqual([
    { checksum, finished: true, rolledBackAt: null, steps: 1, logs: null },
  ]);
});

test('several at once apply it once', async () => {
  await add(later, 'CREATE TABLE later (id int)');
  const applied = await Promise.all(Array.from({ length: 4 }, () => deploy(db, folder)));
  expect(applied.flat()).toEqual([later]);
});

test('a migration that fails is taken back whole and stops everything after it until it is resolved', async () => {
  await add(later, 'CREATE TABLE later (id int); SELECT nothing;');
  await add(latest, 'CREATE TABLE latest (id int)');
  await expect(deploy(db, folder)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringMatching(
      /20991231000000_later failed and was rolled back: .*"nothing".*resolve --rolled-back 20991231000000_later/,
    ),
  });
  expect(await tablesCalled('later')).toEqual([]);
  expect(await recordsOf(later)).toMatchObject([
    { finished: false, logs: expect.stringContaining('nothing') },
  ]);

  await add(later, 'CREATE TABLE later (id int)');
  await expect(deploy(db, folder)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining(`Migration ${later} failed earlier`),
  });
  expect(await tablesCalled('latest')).toEqual([]);

  // What `prisma migrate resolve --rolled-back` does.
  await db.query('UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL');
  expect(await deploy(db, folder)).toEqual([later, latest]);
  expect(await recordsOf(later)).toMatchObject([{ finished: false }, { finished: true }]);
});

test('a migration that was edited after it had been applied is named', async () => {
  await add(later, 'CREATE TABLE later (id int)');
  await deploy(db, folder);
  await appendFile(join(folder, later, 'migration.sql'), ' ');
  await expect(deploy(db, folder)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining(`Migration ${later} was edited after it was applied`),
  });
});

test('a database from a newer version is not touched', async () => {
  await add(later, 'CREATE TABLE later (id int)');
  await deploy(db, folder);
  await rm(join(folder, later), { recursive: true });
  await add(latest, 'CREATE TABLE latest (id int)');
  await expect(deploy(db, folder)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('the database is newer'),
  });
  expect(await tablesCalled('latest')).toEqual([]);
});
