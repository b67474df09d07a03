import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { EngineFault } from './engine/engine-fault.ts';

/** What to report of a call whose engine ended by itself: STORAGE_FULL where the disk was full, UNAVAILABLE otherwise. */
export function stopped(error: unknown): unknown {
  if (!(error instanceof EngineFault)) return error;
  return error.report.full
    ? new ExpectedError(
        'STORAGE_FULL',
        `The embedded database stopped because its disk is full (${error.message}). No acknowledged write is lost. Free some space and try again.`,
      )
    : new ExpectedError(
        'UNAVAILABLE',
        `The embedded database stopped (${error.message}) and is being reopened. No acknowledged write is lost. Try again.`,
      );
}
