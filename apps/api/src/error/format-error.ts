import { randomUUID } from 'node:crypto';
import { unwrapResolverError } from '@apollo/server/errors';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
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
  const cause = unwrapResolverError(error);
  if (cause instanceof ExpectedError) {
    return { message: cause.message, ...where, extensions: { code: cause.code, input: cause.path } };
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
    message: `Something went wrong in the server; its log says what, under ${id}.`,
    ...where,
    extensions: { code: 'INTERNAL', id },
  };
}
