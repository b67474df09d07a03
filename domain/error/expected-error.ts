/** Stable codes of the errors that a caller can do something about. */
export const errorCodes = [
  'BAD_INPUT',
  'NOT_FOUND',
  'CONFLICT',
  'IMMUTABLE',
  'INCOMPLETE',
  'FORBIDDEN',
  'TOO_LARGE',
  'STORAGE_FULL',
  'TIMEOUT',
  'UNAVAILABLE',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** A failure that is the caller's to mend: says what, where (path) and what to do. It crosses GraphQL and the bulk routes as data. */
export class ExpectedError extends Error {
  readonly code: ErrorCode;
  /** Where in the input, outermost first; empty for the whole. */
  readonly path: readonly string[];

  constructor(code: ErrorCode, message: string, path: readonly string[] = []) {
    super(message);
    this.name = 'ExpectedError';
    this.code = code;
    this.path = path;
  }
}
