import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

const insufficientPrivilege = '42501';

/** What to do where the database's user may not make what a migration needs; null for any other failure. */
export function deniedBy(error: unknown): ExpectedError | null {
  const { code, message, hint } = error as { code?: string; message: string; hint?: string };
  if (code !== insufficientPrivilege) return null;
  const remedy = message.includes('extension')
    ? 'Let a superuser run CREATE EXTENSION vector in this database, then start again.'
    : 'Make the user the owner of the database and of all that is in it (ALTER DATABASE … OWNER TO …), then start again.';
  return new ExpectedError(
    'UNAVAILABLE',
    `The database user lacks the privileges to run migrations: ${message}${hint ? ` (${hint.replace(/\.$/, '')})` : ''}. ${remedy}`,
  );
}
