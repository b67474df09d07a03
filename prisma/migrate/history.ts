import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Migration } from './migration.ts';
import type { MigrationRecord } from './records.ts';

/**
 * Compares what was applied with what is here.
 *
 * @throws ExpectedError CONFLICT when an applied migration was edited or is missing here, or one failed and was not resolved
 */
export function checkHistory(migrations: readonly Migration[], records: readonly MigrationRecord[]): void {
  for (const record of records) {
    if (record.rolledBackAt) continue;
    if (!record.finishedAt) {
      throw new ExpectedError(
        'CONFLICT',
        `Migration ${record.name} failed earlier${record.logs ? ` (${record.logs.trim()})` : ''}, so no further migrations are applied. Fix the ` +
          `cause, then run "prisma migrate resolve --rolled-back ${record.name}" (or --applied, if you completed it by hand).`,
      );
    }
    const migration = migrations.find(({ name }) => name === record.name);
    if (!migration) {
      throw new ExpectedError(
        'CONFLICT',
        `The database has the migration ${record.name}, which this version of Stillhouse does not contain: the database is newer. ` +
          'Start the newer version, or restore a backup from before its update.',
      );
    }
    if (migration.checksum !== record.checksum) {
      throw new ExpectedError(
        'CONFLICT',
        `Migration ${record.name} was edited after it was applied (sha256 ${record.checksum.slice(0, 12)}… then, ` +
          `${migration.checksum.slice(0, 12)}… now). Restore its migration.sql and make the change in a new migration.`,
      );
    }
  }
}
