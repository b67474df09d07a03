import { CombinedGraphQLErrors } from '@apollo/client/errors';

/** Whether the API says of the id that stands in an address that it is none: to a reader the same as one that nothing has. */
export function isUnknownId(error: Error | undefined): boolean {
  return (
    CombinedGraphQLErrors.is(error) &&
    error.errors.some(({ extensions }) => extensions?.code === 'BAD_INPUT' && isAboutId(extensions.input))
  );
}

function isAboutId(path: unknown): boolean {
  return Array.isArray(path) && path.length === 1 && path[0] === 'id';
}
