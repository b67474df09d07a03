import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Queryable } from './database.ts';

/** Before 0.7.0 there is no halfvec and no binary_quantize. */
const oldest = '0.7.0';
/** Older ones can corrupt an HNSW index and have CVE-2026-3172. */
const advised = '0.8.4';

interface Versions {
  available: string | null;
  installed: string | null;
}

/**
 * The version of pgvector that this database has, or gets with the first migration.
 *
 * @param warn told about a version that works but should not be used in production
 * @throws ExpectedError UNAVAILABLE when there is none or it is too old, with what to do
 */
export async function checkVectorExtension(
  db: Queryable,
  warn: (message: string) => void = () => {},
): Promise<string> {
  const [versions] = await db.query<Versions>(`
    SELECT (SELECT default_version FROM pg_available_extensions WHERE name = 'vector') AS available,
           (SELECT extversion FROM pg_extension WHERE extname = 'vector') AS installed`);
  const { available, installed } = versions ?? { available: null, installed: null };
  const version = installed ?? available;
  if (version === null) {
    throw new ExpectedError(
      'UNAVAILABLE',
      'The Postgres server does not have pgvector. Install it on the server (Debian and Ubuntu: the package postgresql-NN-pgvector of the PostgreSQL ' +
        'repository; containers: the image pgvector/pgvector), then start again.',
    );
  }
  if (isOlder(version, oldest)) {
    const newer = available !== null && !isOlder(available, oldest);
    throw new ExpectedError(
      'UNAVAILABLE',
      `pgvector ${version} is too old: ${oldest} or newer is required, ${advised} or newer is recommended. ` +
        (newer
          ? `The server has ${available}: run ALTER EXTENSION vector UPDATE as the database's owner.`
          : 'Install a newer one on the server, then run ALTER EXTENSION vector UPDATE.'),
    );
  }
  if (isOlder(version, advised)) {
    warn(
      `pgvector ${version} works, but ${advised} or newer is advised: older ones can corrupt an HNSW index and have CVE-2026-3172. ` +
        'Update it on the server, then run ALTER EXTENSION vector UPDATE.',
    );
  }
  return version;
}

/** Compares dotted versions number by number. */
export function isOlder(version: string, than: string): boolean {
  const left = version.split('.').map(Number);
  const right = than.split('.').map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
