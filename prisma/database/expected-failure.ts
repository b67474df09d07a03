import { type ErrorCode, ExpectedError, errorCodes } from '@stillhouse/domain/error/expected-error.ts';

/** SQLSTATEs of a server that is shutting down, starting, out of memory or connections, read-only, or that ended this session. */
const unavailableStates = new Set([
  '57P01',
  '57P02',
  '57P03',
  '57P04',
  '57P05',
  '25P03',
  '53200',
  '53300',
  '25006',
]);

/** What Node says of a socket. */
const brokenSockets = new Set([
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

/** Prisma's codes for the same. */
const prismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2037']);

/** What pg and Prisma say where there is no code. */
const brokenConnection =
  /Connection terminated|is not queryable|^Client has encountered a connection error|^Client was closed|Query read timeout|timeout exceeded when trying to connect|^timeout expired$|Can't reach database server|Server has closed the connection/;

const queryCanceled = '57014';
const diskFull = '53100';

interface Failure {
  code?: unknown;
  originalCode?: unknown;
  message?: unknown;
  cause?: unknown;
  meta?: { driverAdapterError?: unknown };
}

/**
 * What a failed statement means for its caller: UNAVAILABLE where the connection to the database was lost or refused, TIMEOUT where the
 * statement was ended by `statement_timeout`, STORAGE_FULL where the database's disk is full; null for any other failure.
 *
 * @param error as pg throws it, or Prisma with what its adapter was told
 */
export function expectedFailure(error: unknown): ExpectedError | null {
  for (const { code, message } of causes(error)) {
    // Prisma makes an error of its own of what a pool throws: it keeps the code, and the message as its last line.
    if (isErrorCode(code)) return new ExpectedError(code, message.trimEnd().split('\n').at(-1) ?? message);
    if (code === queryCanceled) return timedOut();
    if (code === diskFull) return storageFull();
    if (isLost(code, message)) return unavailable(code || 'connection lost');
  }
  return null;
}

function isErrorCode(code: string): code is ErrorCode {
  return (errorCodes as readonly string[]).includes(code);
}

/** Whether a statement ended because it was cancelled or took too long. */
export function isCanceled(error: unknown): boolean {
  return [...causes(error)].some(({ code }) => code === queryCanceled);
}

function isLost(code: string, message: string): boolean {
  return (
    unavailableStates.has(code) ||
    brokenSockets.has(code) ||
    prismaCodes.has(code) ||
    /^08[0-9A-Z]{3}$/.test(code) ||
    (code === '' && brokenConnection.test(message))
  );
}

/** The error and what it was made from, outermost first. */
function* causes(error: unknown): Generator<{ code: string; message: string }> {
  const seen = new Set<unknown>();
  for (let current = error; current && typeof current === 'object' && !seen.has(current); ) {
    seen.add(current);
    const { code, originalCode, message, cause, meta } = current as Failure;
    const said = { code: String(originalCode ?? code ?? ''), message: String(message ?? '') };
    yield said;
    current = meta?.driverAdapterError ?? cause;
  }
}

function unavailable(reason: string): ExpectedError {
  return new ExpectedError(
    'UNAVAILABLE',
    `The database is currently unreachable (${reason}). Retry the request; a write that already arrived is not applied twice.`,
  );
}

function timedOut(): ExpectedError {
  return new ExpectedError(
    'TIMEOUT',
    'The query exceeded the time limit for reads. Request less data at a time (fewer rows, metrics, buckets or recipes), or raise STILLHOUSE_READ_TIMEOUT_SECONDS.',
  );
}

function storageFull(): ExpectedError {
  return new ExpectedError(
    'STORAGE_FULL',
    'The disk of the database is full. Free some space; until then nothing can be written.',
  );
}
