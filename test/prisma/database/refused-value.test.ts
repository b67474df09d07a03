import { refusedValue } from '@stillhouse/prisma/database/refused-value.ts';
import { expect, test } from 'vitest';

const failure = { code: '53100', message: 'could not extend file "base/5/16384": No space left on device' };

test.each([
  ['pg', Object.assign(new Error(failure.message), failure)],
  ['Prisma', { meta: { driverAdapterError: { cause: failure } } }],
])('a full disk of the database is STORAGE_FULL, as %s reports it', (_, error) => {
  expect(refusedValue(error)).toMatchObject({
    code: 'STORAGE_FULL',
    message: expect.stringContaining('nothing was written'),
  });
});
