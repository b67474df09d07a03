import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { expectedFailure } from '@stillhouse/prisma/database/expected-failure.ts';

/** Codes of Postgres (appendix A of its manual), by their beginning, for failures that pass although the server can be reached. */
const postgresCodes: readonly string[] = [
  '53', // insufficient resources
  '40', // transaction rollback: serialization, deadlock
  '55P03', // lock_not_available
  '58', // system error, such as an I/O error
];

/** Codes of Prisma: no connection of the pool in time, a transaction that took too long. */
const prismaCodes = new Set(['P2024', 'P2028']);

const expectedCodes: readonly string[] = ['UNAVAILABLE', 'TIMEOUT', 'STORAGE_FULL'];

/**
 * Whether a failure of a statement may pass, and why: the server is gone, starting, full or overloaded. Null for any other failure.
 *
 * @param error as pg, Prisma or our own functions throw it
 */
export function postgresOutage(error: unknown): { code: string | null; message: string } | null {
  for (const cause of causesOf(error)) {
    const { code, message = '' } = cause;
    const expected = cause instanceof ExpectedError ? cause : expectedFailure(cause);
    if (expected) {
      return expectedCodes.includes(expected.code)
        ? { code: expected.code, message: expected.message }
        : null;
    }
    const said = message || String(code);
    if (code === 'ENOSPC' || code === 'EDQUOT') return { code: 'STORAGE_FULL', message: said };
    if (code !== undefined && passes(code)) return { code: null, message: said };
  }
  return null;
}

function passes(code: string): boolean {
  return (
    prismaCodes.has(code) ||
    (/^[0-9A-Z]{5}$/.test(code) && postgresCodes.some((beginning) => code.startsWith(beginning)))
  );
}

interface Cause {
  code?: string;
  /** Of a driver adapter's error: Postgres' own code. */
  originalCode?: string;
  message?: string;
  cause?: unknown;
  errors?: unknown;
  meta?: { driverAdapterError?: unknown };
}

/** An error and what it was caused by: innermost last. */
function causesOf(error: unknown): Cause[] {
  if (error === null || typeof error !== 'object') return [];
  const { originalCode, cause, errors, meta } = error as Cause;
  const inner = [cause, meta?.driverAdapterError, ...(Array.isArray(errors) ? errors : [])];
  const own = originalCode === undefined ? (error as Cause) : { ...(error as Cause), code: originalCode };
  return [own, ...inner.flatMap(causesOf)];
}
