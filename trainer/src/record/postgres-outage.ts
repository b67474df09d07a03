import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/** Codes of Node for a server that cannot be reached, or a connection that broke. */
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
]);

/** Codes of Postgres (appendix A of its manual), by their beginning, for failures that pass. */
const postgresCodes: readonly string[] = [
  '08', // connection exception
  '57P', // operator intervention: shutdown, crash, starting up
  '57014', // query_canceled: statement_timeout
  '53', // insufficient resources: disk full, out of memory, too many connections
  '40', // transaction rollback: serialization, deadlock
  '25006', // read_only_sql_transaction: a standby after a failover
  '55P03', // lock_not_available
  '58', // system error, such as an I/O error
];

/** Codes of Prisma: not reachable, timed out, connection closed, no connection of the pool, too many connections. */
const prismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037']);

const expectedCodes: readonly string[] = ['UNAVAILABLE', 'TIMEOUT', 'STORAGE_FULL'];

/** Texts of pg for a connection that broke; they carry no code. */
const brokenConnection =
  /^Connection terminated|^Client has encountered a connection error|^timeout exceeded when trying to connect|^Client was closed|^Server has closed the connection|Can't reach database server/;

/**
 * Whether a failure of a statement may pass, and why: the server is gone, starting, full or overloaded. Null for any other failure.
 *
 * @param error as pg, Prisma or our own functions throw it
 */
export function postgresOutage(error: unknown): { code: string | null; message: string } | null {
  for (const cause of causesOf(error)) {
    const { code, message = '' } = cause;
    const said = message || String(code);
    if (cause instanceof ExpectedError) {
      return expectedCodes.includes(cause.code) ? { code: cause.code, message } : null;
    }
    if (code === 'ENOSPC' || code === '53100') return { code: 'STORAGE_FULL', message: said };
    if (code !== undefined && passes(code)) return { code: null, message: said };
    if (brokenConnection.test(message)) return { code: null, message: said };
  }
  return null;
}

function passes(code: string): boolean {
  return (
    networkCodes.has(code) ||
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
