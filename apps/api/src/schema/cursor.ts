import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/** A keyset cursor: the values that the list is ordered by, of the row behind which to go on. Opaque to clients. */
export function encodeCursor(values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/**
 * @param length how many values the order has
 * @throws ExpectedError BAD_INPUT for what is no cursor of such a list
 */
export function decodeCursor(cursor: string, length: number): (string | number | null)[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(values) && values.length === length && values.every(isScalar)) return values;
  } catch {
    // Not even JSON: said below.
  }
  throw new ExpectedError(
    'BAD_INPUT',
    'This is no cursor of this list in this order: take endCursor of the page before.',
    ['after'],
  );
}

function isScalar(value: unknown): value is string | number | null {
  return value === null || typeof value === 'string' || typeof value === 'number';
}
