import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Queryable } from './database.ts';

/** The oldest that Stillhouse is tested with. */
const oldest = 15;

/** Version of the server: `17.2`. @throws ExpectedError UNAVAILABLE for one that is too old, with what to do */
export async function checkServerVersion(db: Queryable): Promise<string> {
  const [row] = await db.query<{ server_version: string }>('SHOW server_version');
  // Distributions append their own: `15.18 (Debian 15.18-0+deb12u1)`.
  const [version = ''] = (row?.server_version ?? '').split(' ');
  if (Number.parseInt(version, 10) >= oldest) return version;
  throw new ExpectedError(
    'UNAVAILABLE',
    `PostgreSQL ${version} is too old: ${oldest} or newer is required. Upgrade the server, or point DATABASE_URL at a newer one.`,
  );
}
