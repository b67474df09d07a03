import type { ErrorCode } from '@stillhouse/domain/error/expected-error.ts';

/** A failure that the server explains: a stable code, what is wrong, and where in the input. */
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

/** The server could not be reached, or failed in a way that may pass: try again later. */
export class Unreachable extends Error {
  constructor(url: string, cause: unknown) {
    super(`${url} cannot be reached: ${reason(cause)}`, { cause });
    this.name = 'Unreachable';
  }
}

function reason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error ? cause.cause.message : cause.message;
}
