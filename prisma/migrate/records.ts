import type { Queryable } from '../database/database.ts';

/** What `_prisma_migrations` says about one migration. */
export interface MigrationRecord {
  name: string;
  checksum: string;
  finishedAt: Date | null;
  rolledBackAt: Date | null;
  logs: string | null;
}

/** The table as Prisma's schema engine makes it. */
export const tableOfRecords = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
  )`;

/** All records, oldest first. */
export function readRecords(db: Queryable): Promise<MigrationRecord[]> {
  return db.query<MigrationRecord>(`
    SELECT migration_name AS name, checksum, finished_at AS "finishedAt", rolled_back_at AS "rolledBackAt", logs
    FROM _prisma_migrations
    ORDER BY started_at`);
}
