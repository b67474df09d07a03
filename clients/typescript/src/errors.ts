import type { ErrorCode } from '@stillhouse/domain/error/expected-error.ts';

/** A refusal that the server explains: a stable code, what is wrong, and where in the input. Sending the same again changes nothing. */
export class StillhouseError extends Error {
  readonly code: ErrorCode | string;
  readonly path: readonly string[];

  constructor(code: string, message: string, path: readonly string[] = []) {
    super(message);
    this.name = 'StillhouseError';
    this.code = code;
    this.path = path;
  }
}

/** The server could not be reached, or failed in a way that may pass: send the same request again later. */
export class Unreachable extends Error {
  /** What the server answered: UNAVAILABLE, TIMEOUT, STORAGE_FULL, INTERNAL, …; null where no answer of Stillhouse came. */
  readonly code: string | null;

  constructor(url: string, cause: unknown, code: string | null = null) {
    const what = code === null ? 'cannot be reached' : `cannot take the request now (${code})`;
    super(`${url} ${what}: ${reason(cause)}`, { cause });
    this.name = 'Unreachable';
    this.code = code;
  }
}

function reason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error ? cause.cause.message : cause.message;
}
