import type { ErrorCode } from '@stillhouse/domain/error/expected-error.ts';

/**
 * The body of an HTTP answer to a request that was refused: in the form of the bulk routes (`code`, `path` in the input), and in that of
 * GraphQL (`extensions`), so that clients of either find the code.
 */
export function faultBody(
  code: ErrorCode | 'INTERNAL',
  message: string,
  path: readonly string[] = [],
  id?: string,
): { errors: object[] } {
  const logged = id === undefined ? {} : { id };
  return { errors: [{ code, message, path, ...logged, extensions: { code, input: path, ...logged } }] };
}
