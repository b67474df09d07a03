import { randomUUID } from 'node:crypto';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { refusedValue } from '@stillhouse/prisma/database/refused-value.ts';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';

/**
 * What a client sees of an error: an expected one with its code; a fault of the document as graphql says it; anything else as an id
 * under which the log has it. Never a stack.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  log: Logger,
): GraphQLFormattedError {
  const { message, locations, path, extensions } = formatted;
  const where = { ...(locations && { locations }), ...(path && { path }) };
  const cause = innermost(error);
  const expected = cause instanceof ExpectedError ? cause : refusedValue(cause);
  if (expected) {
    return { message: expected.message, ...where, extensions: { code: expected.code, input: expected.path } };
  }
  const code = extensions?.code;
  if (typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR') {
    return { message, ...where, extensions: { code } };
  }
  if (cause instanceof GraphQLError && !cause.originalError) {
    return { message, ...where, extensions: { code: 'BAD_INPUT' } };
  }
  const id = randomUUID();
  log.error({ err: cause, id, path }, 'unexpected error');
  return {
    message: 'Internal error',
    ...where,
    extensions: { code: 'INTERNAL', id },
  };
}

/** What was thrown in the end: in a resolver, by a scalar, or before anything was resolved. */
function innermost(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}
