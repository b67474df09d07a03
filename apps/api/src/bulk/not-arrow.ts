import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/** @returns BAD_INPUT for a body that is no stream of columns. @param reason the end of the sentence */
export function notArrow(reason: string): ExpectedError {
  return new ExpectedError(
    'BAD_INPUT',
    `The request body is not a valid Apache Arrow IPC stream: ${reason}.`,
  );
}
