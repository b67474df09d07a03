import compression from 'compression';
import type { RequestHandler } from 'express';

/** Types of answers that are worth compressing: JSON of GraphQL, and texts of examples. */
const types = /^application\/(json|graphql-response\+json|vnd\.apache\.arrow\.stream)\b/;

/**
 * Compresses answers of 1 KiB and more with br or gzip, as the client accepts. Not for vectors, of which compression takes 7 % off, for
 * files, most of which are compressed, and for event streams, whose events must not wait in a buffer.
 */
export function compressed(): RequestHandler {
  return compression({
    threshold: 1024,
    filter: (_request, response) => types.test(String(response.getHeader('content-type') ?? '')),
  });
}
