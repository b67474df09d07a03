import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { isUnknownId } from '@stillhouse/web/apollo/is-unknown-id.ts';
import { shownData } from '@stillhouse/web/apollo/shown-data.ts';
import { expect, test } from 'vitest';

test('the answer before is shown while the next one is on its way, and not once that has failed', () => {
  expect(shownData({ data: undefined, previousData: 'before' })).toBe('before');
  expect(shownData({ data: undefined, previousData: 'before', error: new Error('away') })).toBeUndefined();
  expect(shownData({ data: 'now', previousData: 'before', error: new Error('away') })).toBe('now');
});

test('an id that is none is told from other bad input and from an API that is away', () => {
  const answered = (code: string, input: string[]) =>
    new CombinedGraphQLErrors({ errors: [{ message: 'm', extensions: { code, input } }] });
  expect(isUnknownId(answered('BAD_INPUT', ['id']))).toBe(true);
  expect(isUnknownId(answered('BAD_INPUT', ['filter', 'id']))).toBe(false);
  expect(isUnknownId(answered('NOT_FOUND', ['id']))).toBe(false);
  expect(isUnknownId(new TypeError('fetch failed'))).toBe(false);
  expect(isUnknownId(undefined)).toBe(false);
});
