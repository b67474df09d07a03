import { randomUUID } from 'node:crypto';
import { type ErrorCode, ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { refusedValue } from '@stillhouse/prisma/database/refused-value.ts';
import type { NextFunction, Request, Response } from 'express';
import type { Logger } from 'pino';
import { faultBody } from '../error/fault-body.ts';
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

/** Answers a request that failed before GraphQL or on a bulk route: an expected failure with its code, any other with an id under which the log has it. */
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
      response.status(statusOf[code]).json(faultBody(code, message, path));
      return;
    }
    const id = randomUUID();
    log.error({ err: error, id, url: request.url }, 'unexpected error');
    response.status(500).json(faultBody('INTERNAL', 'Internal error', [], id));
  };
}

/** Errors that the HTTP layer itself throws at what a client sends: a body too large, a path that is no UTF-8. */
function clientFault(error: unknown): ExpectedError | null {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  if (status === 413)
    return new ExpectedError('TOO_LARGE', 'The request body is too large. Send less data per request.');
  if (status >= 400 && status < 500) return new ExpectedError('BAD_INPUT', (error as Error).message);
  return null;
}
