import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { faultBody } from '../error/fault-body.ts';
import { isLoopbackName, loopbackNames } from './loopback.ts';

/**
 * Why a request is turned away; null where it may pass.
 *
 * The Host header must name loopback: a page of somebody else whose name is made to point here (DNS rebinding) names itself. An Origin
 * header must be the dashboard's: a browser sends it with whatever another page tries (CSRF), over HTTP and WebSocket alike.
 *
 * @param origins allowed ones: `http://127.0.0.1:3000`
 */
export function refusal(
  { headers }: Pick<IncomingMessage, 'headers'>,
  origins: ReadonlySet<string>,
): string | null {
  const host = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (!isLoopbackName(host)) return `The Host header says "${headers.host ?? ''}", which is not loopback.`;
  const { origin } = headers;
  if (origin !== undefined && !origins.has(origin) && origin !== `http://${headers.host}`) {
    return `The Origin ${origin} is not the dashboard's.`;
  }
  return null;
}

/** Addresses under which a browser sees what is served on a port of loopback. */
export function loopbackOrigins(port: number): string[] {
  return loopbackNames.map((name) => `http://${name}:${port}`);
}

/** Turns away what may not pass, and answers preflights of the dashboard. */
export function guard(origins: ReadonlySet<string>) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const reason = refusal(request, origins);
    if (reason) {
      response.status(403).json(faultBody('FORBIDDEN', reason));
      return;
    }
    if (request.headers.origin) {
      response.setHeader('access-control-allow-origin', request.headers.origin);
      response.setHeader('vary', 'origin');
      response.setHeader(
        'access-control-allow-headers',
        'content-type, authorization, apollo-require-preflight',
      );
      response.setHeader('access-control-allow-methods', 'GET, POST, PUT');
    }
    if (request.method === 'OPTIONS') response.status(204).end();
    else next();
  };
}
