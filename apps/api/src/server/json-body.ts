import { isUtf8 } from 'node:buffer';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type NextFunction, type Request, type RequestHandler, type Response, raw } from 'express';
import { faultBody } from '../error/fault-body.ts';
import { readJson } from '../json/read-json.ts';

const type = 'application/json';

/**
 * Reads a JSON body in UTF-8, compressed or not, into `request.body`. Refuses what JSON.parse would alter (readJson).
 *
 * @param limit most bytes, once decompressed
 */
export function jsonBody(limit: number): RequestHandler[] {
  return [requireJson, raw({ type, limit }), parse];
}

function requireJson(request: Request, response: Response, next: NextFunction): void {
  const charset = /;\s*charset="?([^\s;"]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (request.is(type) && (charset === undefined || /^utf-?8$/i.test(charset))) {
    next();
    return;
  }
  const message = `The content-type of the request must be ${type}, in UTF-8.`;
  response.status(415).json(faultBody('BAD_INPUT', message, ['content-type']));
}

function parse(request: Request, _response: Response, next: NextFunction): void {
  const bytes: unknown = request.body;
  if (!Buffer.isBuffer(bytes) || bytes.length === 0)
    throw new ExpectedError('BAD_INPUT', 'The request body is empty.');
  if (!isUtf8(bytes)) throw new ExpectedError('BAD_INPUT', 'The request body is not valid UTF-8.');
  request.body = readJson(bytes.toString('utf8'), 'The body');
  next();
}
