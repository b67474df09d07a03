import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Request, Response } from 'express';

/** Most rows of one answer. */
const mostRows = 5000;
const usualRows = 1000;

/**
 * Answers `GET …?start=0&count=1000` with consecutive rows as an Apache Arrow IPC stream; with 204 behind the last row.
 *
 * @param read rows of the thing with this id
 */
export function sendRows(read: (id: string, start: number, count: number) => Promise<Buffer>) {
  return async (request: Request<Record<string, string>>, response: Response): Promise<void> => {
    const start = whole(request.query.start, 'start', 0, 0, 2 ** 31 - 1);
    const count = whole(request.query.count, 'count', usualRows, 1, mostRows);
    const bytes = await read(request.params.id ?? '', start, count);
    if (bytes.length === 0) response.status(204).end();
    else response.type('application/vnd.apache.arrow.stream').send(bytes);
  };
}

function whole(value: unknown, name: string, otherwise: number, least: number, most: number): number {
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (typeof value === 'string' && Number.isInteger(number) && number >= least && number <= most)
    return number;
  throw new ExpectedError('BAD_INPUT', `${name} must be a whole number from ${least} to ${most}.`, [name]);
}
