import type { NextFunction, Request, Response } from 'express';
import { faultBody } from '../error/fault-body.ts';

export interface BodyPatience {
  /** Milliseconds for the whole body of a request that is no file. */
  whole: number;
  /** Milliseconds in which a file must bring at least one byte more. */
  idle: number;
}

const usualPatience: BodyPatience = { whole: 300_000, idle: 120_000 };

/**
 * Ends a request whose body does not come: a file may take as long as it keeps coming, anything else as long as Node itself allows by default.
 * Node's own limit holds for every route alike and answers without a body, which tells the client nothing.
 */
export function bodyDeadline({ whole, idle }: BodyPatience = usualPatience) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const isFile = request.method === 'PUT' && /^\/bulk\/runs\/[^/]+\/artifacts\//.test(request.path);
    const { socket } = request;
    let received = socket.bytesRead;
    const timer = setInterval(
      () => {
        const before = received;
        received = socket.bytesRead;
        if (!isFile || received === before) giveUp(request, response);
      },
      isFile ? idle : whole,
    );
    for (const event of ['end', 'close', 'error'] as const) request.once(event, () => clearInterval(timer));
    next();
  };
}

function giveUp(request: Request, response: Response): void {
  if (response.headersSent) {
    request.destroy();
    return;
  }
  const message = 'Timed out while receiving the request body. Send the request again.';
  response.once('finish', () => request.destroy());
  response.set('connection', 'close').status(408);
  response.json(faultBody('TIMEOUT', message));
}
