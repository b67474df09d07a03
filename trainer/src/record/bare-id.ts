import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { uuid } from '@stillhouse/domain/record/identity.ts';

/**
 * The UUID of an id as somebody may have copied it: bare, or opaque from the dashboard or the API, which is base64 of a type and the UUID.
 *
 * @throws ExpectedError BAD_INPUT naming the field
 */
export function bareId(id: string, ...path: string[]): string {
  const key = Buffer.from(id, 'base64').toString('utf8').split(':').at(-1) ?? '';
  const found = [id, key].find((candidate) => uuid.safeParse(candidate).success);
  if (found !== undefined) return found.toLowerCase();
  throw new ExpectedError(
    'BAD_INPUT',
    `"${id.slice(0, 100)}" is not a valid id. Copy one from the dashboard.`,
    path,
  );
}
