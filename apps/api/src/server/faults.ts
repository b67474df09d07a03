import { randomUUID } from 'node:crypto';
import { type ErrorCode, ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { refusedValue } from '@stillhouse/prisma/database/refused-value.ts';
import type { NextFunction, Request, Response } from 'express';
import type { Logger } from 'pino';
import { bareNumber } from '../json/bare-number.ts';
import { retryAfterSeconds } from './readiness.ts';

const statusOf: Record<ErrorCode, number> = {
  BAD_INPUT: 400,
  NOT_FOUND: 404,
  CONFLICT: 409,
  IMMUTABLE: 409,
  INCOMPLETE: 409,
  FORBIDDEN: 403,
  TOO_LARGE: 413,
  STORAGE_FULL: 507,
  TIMEOUT: 504,
  UNAVAILABLE: 503,
};

/** What a bulk route answers to a failure: an expected one with its code, anything else with an id under which the log has it. */
export function faults(log: Logger) {
  return (error: unknown, request: Request, response: Response, _next: NextFunction): void => {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    // What still comes is thrown away: a client that is cut off while it sends never reads the answer.
    request.resume();
    const known = error instanceof ExpectedError ? error : (refusedValue(error) ?? clientFault(error));
    if (known) {
      const { code, message, path } = known;
      if (code === 'UNAVAILABLE') response.setHeader('retry-after', retryAfterSeconds);
      response.status(statusOf[code]).json({ errors: [{ code, message, path }] });
      return;
    }
    const id = randomUUID();
    log.error({ err: error, id, url: request.url }, 'unexpected error');
    response.status(500).json({ errors: [{ code: 'INTERNAL', message: 'Internal error', path: [], id }] });
  };
}

/** Errors that the HTTP layer itself throws at what a client sends: a body too large, JSON that is none. */
function clientFault(error: unknown): ExpectedError | null {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  if (status === 413) return new ExpectedError('TOO_LARGE', 'The body is too large.');
  if (error instanceof Error && 'body' in error && typeof error.body === 'string') {
    const explained = bareNumber(error.body);
    if (explained) return explained;
  }
  if (status >= 400 && status < 500) return new ExpectedError('BAD_INPUT', (error as Error).message);
  return null;
}
