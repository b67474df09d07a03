import { randomUUID } from 'node:crypto';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { refusedValue } from '@stillhouse/prisma/database/refused-value.ts';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';

/** Most characters of a message: those of graphql repeat the value they are about. */
const mostCharacters = 5000;

/**
 * What a client sees of an error, never a stack. Its `extensions.code` is one of these:
 *
 * - a code of an ExpectedError, BAD_INPUT among them for every value that is refused: by a type of the schema or by a rule;
 * - GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED or OPERATION_RESOLUTION_FAILURE for a document, BAD_REQUEST for the request around it;
 * - INTERNAL for a fault of the server, with an id under which the log has it.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  log: Logger,
): GraphQLFormattedError {
  const { locations, path, extensions } = formatted;
  const where = { ...(locations && { locations }), ...(path && { path }) };
  const message = shortened(formatted.message);
  const cause = innermost(error);
  const expected = cause instanceof ExpectedError ? cause : refusedValue(cause);
  if (expected) {
    const { code, path: input } = expected;
    return { message: shortened(expected.message), ...where, extensions: { code, input } };
  }
  const code = extensions?.code;
  if (typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR') {
    return { message, ...where, extensions: { code: code === 'BAD_USER_INPUT' ? 'BAD_INPUT' : code } };
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

function shortened(message: string): string {
  return message.length > mostCharacters ? `${message.slice(0, mostCharacters)}…` : message;
}

/** What was thrown in the end: in a resolver, by a scalar, or before anything was resolved. */
function innermost(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}
