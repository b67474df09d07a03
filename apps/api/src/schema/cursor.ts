import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { z } from 'zod';

/** When something was made and its id: what most lists are ordered by. */
export const momentAndId = z.tuple([z.iso.datetime(), z.uuid()]);

/** A keyset cursor: the values that the list is ordered by, of the row behind which to go on. Opaque to clients. */
export function encodeCursor(values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/**
 * @param schema of the values that the list is ordered by
 * @throws ExpectedError BAD_INPUT for what is no cursor of such a list
 */
export function decodeCursor<Values>(cursor: string, schema: z.ZodType<Values>): Values {
  const parsed = schema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (parsed.success) return parsed.data;
  throw new ExpectedError(
    'BAD_INPUT',
    'Invalid cursor for this list and order. Use endCursor of the previous page.',
    ['after'],
  );
}

/** undefined, which no schema takes, for what is not even JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
