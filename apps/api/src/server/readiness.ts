import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import type { RequestHandler } from 'express';

const usualDeadline = 2_000;

/** Seconds after which a client that found the API not ready asks again. */
export const retryAfterSeconds = 1;

/** Why requests cannot be served at the moment; null where they can. */
export type Readiness = () => Promise<string | null>;

/**
 * Asks the database whether it answers.
 *
 * @param deadline milliseconds after which a database counts as not answering
 */
export function readinessOf(db: Database, deadline = usualDeadline): Readiness {
  let asked: Promise<string | null> | undefined;
  const ask = async (): Promise<string | null> => {
    try {
      await db.urgent.query('SELECT 1');
      return null;
    } catch (error) {
      return error instanceof ExpectedError ? error.message : 'The database query failed.';
    } finally {
      asked = undefined;
    }
  };
  return async () => {
    // A database that hangs is asked once, not once for each probe.
    asked ??= ask();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve(`The database has not answered for ${deadline / 1000} s.`), deadline);
    });
    try {
      return await Promise.race([asked, late]);
    } finally {
      clearTimeout(timer);
    }
  };
}

/** `GET /health`: whether this process is alive, whatever the state of its database. */
export const health: RequestHandler = (_request, response) => {
  response.json({ status: 'ok' });
};

/** `GET /ready`: 200 where the database answers, 503 with the reason where it does not. */
export function ready(readiness: Readiness): RequestHandler {
  return async (_request, response) => {
    const reason = await readiness();
    response.setHeader('cache-control', 'no-store');
    if (reason === null) response.json({ status: 'ready' });
    else {
      response.setHeader('retry-after', retryAfterSeconds);
      response.status(503).json({ status: 'unavailable', reason });
    }
  };
}
