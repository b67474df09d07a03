import { randomUUID } from 'node:crypto';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Database, Queryable } from '../database/database.ts';
import { deniedBy } from './denied.ts';
import { checkHistory } from './history.ts';
import { type Migration, migrationsFolder, readMigrations } from './migration.ts';
import { readRecords, tableOfRecords } from './records.ts';

/** The lock that Prisma's own migrate takes, so that neither gets in the other's way. */
const advisoryLock = 72707369;

/**
 * Applies the migrations that this database does not have yet, in order, each in a transaction of its own, and records them in
 * `_prisma_migrations` exactly as `prisma migrate deploy` does. Several deployers at once wait for one another.
 *
 * @returns the names of the migrations applied now
 * @throws ExpectedError CONFLICT when an applied migration was edited or is missing here, or one failed before; UNAVAILABLE when one fails
 * now, or the user may not apply it
 */
export async function deploy(
  db: Pick<Database, 'transaction'>,
  folder: string = migrationsFolder,
): Promise<string[]> {
  const migrations = await readMigrations(folder);
  if (await isUpToDate(db, migrations)) return [];
  const applied: string[] = [];
  for (const migration of migrations) {
    if (await deployNext(db, migration, migrations)) applied.push(migration.name);
  }
  return applied;
}

/** Looked up without writing: an embedded database on a full disk only reads, and opens all the same. */
async function isUpToDate(
  db: Pick<Database, 'transaction'>,
  migrations: readonly Migration[],
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [table] = await tx.query<{ there: boolean }>(
      `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there`,
    );
    if (!table?.there) return false;
    const records = await readRecords(tx);
    checkHistory(migrations, records);
    return migrations.every(({ name }) =>
      records.some((record) => record.name === name && record.finishedAt),
    );
  });
}

/** Applies one migration unless it is recorded as applied; its record and its tables come in one transaction. */
async function deployNext(
  db: Pick<Database, 'transaction'>,
  migration: Migration,
  all: readonly Migration[],
): Promise<boolean> {
  const id = randomUUID();
  try {
    return await db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [advisoryLock]);
      await tx.query(tableOfRecords);
      const records = await readRecords(tx);
      checkHistory(all, records);
      if (records.some((record) => record.name === migration.name && record.finishedAt)) return false;
      await recordStart(tx, id, migration);
      await tx.query(migration.sql).catch(failedStatement);
      await tx.query(
        'UPDATE _prisma_migrations SET finished_at = clock_timestamp(), applied_steps_count = 1 WHERE id = $1',
        [id],
      );
      return true;
    });
  } catch (error) {
    // Nothing was done and nothing needs mending in the migration: it is tried again at the next start.
    const denied = deniedBy(error instanceof FailedStatement ? error.cause : error);
    if (denied) throw denied;
    if (!(error instanceof FailedStatement)) throw error;
    await recordFailure(db, id, migration, error);
    throw new ExpectedError(
      'UNAVAILABLE',
      `Migration ${migration.name} failed and was rolled back: ${error.message}. ` +
        `Fix the cause, run "prisma migrate resolve --rolled-back ${migration.name}" and start again.`,
    );
  }
}

class FailedStatement extends Error {}

function failedStatement(error: Error): never {
  throw new FailedStatement(error.message, { cause: error });
}

function recordStart(tx: Queryable, id: string, { name, checksum }: Migration): Promise<unknown> {
  return tx.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, applied_steps_count)
     VALUES ($1, $2, $3, clock_timestamp(), 0)`,
    [id, checksum, name],
  );
}

/** The failed record stays, as Prisma leaves it: nobody applies anything after it before it is resolved. */
async function recordFailure(
  db: Pick<Database, 'transaction'>,
  id: string,
  migration: Migration,
  error: Error,
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query(tableOfRecords);
    await recordStart(tx, id, migration);
    await tx.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, error.message]);
  });
}
