import { type ErrorCode, ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { SentError } from './messages.ts';

/** An error as a message between threads carries it. */
export function sendable(error: unknown): SentError {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  if (!(error instanceof ExpectedError)) return { expected: null, message, stack };
  return { expected: { code: error.code, path: error.path }, message };
}

/** The error that was sent. */
export function received({ expected, message, stack }: SentError): Error {
  if (expected) return new ExpectedError(expected.code as ErrorCode, message, expected.path);
  return Object.assign(new Error(message), stack && { stack });
}
