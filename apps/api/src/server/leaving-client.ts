import { forCaller } from '@stillhouse/prisma/database/caller.ts';
import type { NextFunction, Request, Response } from 'express';

/** Statements of a request are cancelled, or not started, once its client closes the connection before it has its answer. */
export function untilClientLeaves(_request: Request, response: Response, next: NextFunction): void {
  const left = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) left.abort();
  });
  forCaller(left.signal, next);
}
