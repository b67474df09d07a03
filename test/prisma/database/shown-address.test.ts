import { openDatabase } from '@stillhouse/prisma/database/open.ts';
import { shownAddress, withoutSecrets } from '@stillhouse/prisma/database/postgres/shown-address.ts';
import { expect, test } from 'vitest';

const addresses = [
  'host=db.example port=5432 user=ann password=s3cret dbname=x',
  "host=db.example password='s3cret with \\' quote' user=ann",
  'host=db.example PASSWORD = s3cret user=ann',
  'postgres://ann:s3cret@db.example/x',
  'postgres://db.example/x?user=ann&password=s3cret&sslmode=require',
  'postgresql://ann@db.example/x?sslpassword=s3cret',
  'postgres://db.example/x?password%3Ds3cret',
];

test.each(addresses)('the password in %s is not shown', (address) => {
  expect(shownAddress(address)).toContain('db.example');
  expect(shownAddress(address)).not.toMatch(/s3cret|quote/);
  expect(withoutSecrets(`database "${address}" does not exist`, address)).not.toContain('s3cret');
});

test('a password that is quoted decoded is not shown either', () => {
  const address = 'postgres://ann:s3%20cret@db.example/x';
  expect(withoutSecrets('password "s3 cret" is wrong', address)).toBe('password "…" is wrong');
});

test.each(addresses.slice(0, 3))(
  '%s is refused with the form to write, without its password',
  async (address) => {
    const failure = await openDatabase({ url: address }).catch((error: Error) => error);
    expect(failure).toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(/postgres:\/\/user:password@host:port\/database/),
    });
    expect(String(failure)).not.toContain('s3cret');
  },
);
