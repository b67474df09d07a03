import type { Queryable } from '@stillhouse/prisma/database/database.ts';
import { checkServerVersion } from '@stillhouse/prisma/database/server-version.ts';
import { checkVectorExtension, isOlder } from '@stillhouse/prisma/database/vector-extension.ts';
import { describe, expect, test } from 'vitest';

/** A server that answers every statement with one row. */
const server = (row: object): Queryable => ({ query: async <Row>() => [row as Row] });

async function checkVector(available: string | null, installed: string | null) {
  const warnings: string[] = [];
  const check = checkVectorExtension(server({ available, installed }), (message) => warnings.push(message));
  return { version: await check, warnings };
}

describe('pgvector', () => {
  test('that is missing is said, with how to install it', async () => {
    await expect(checkVector(null, null)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/does not have pgvector.*postgresql-NN-pgvector.*pgvector\/pgvector/),
    });
  });

  test('that is too old is refused, with how to update it', async () => {
    await expect(checkVector('0.4.4', null)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/0\.4\.4 is too old: 0\.7\.0 or newer.*Install a newer one/),
    });
    await expect(checkVector('0.8.4', '0.4.4')).rejects.toMatchObject({
      message: expect.stringMatching(
        /0\.4\.4 is too old.*The server has 0\.8\.4: run ALTER EXTENSION vector UPDATE/,
      ),
    });
  });

  test('before 0.8.4 works with a warning; from then on without', async () => {
    for (const version of ['0.7.0', '0.8.0', '0.8.3']) {
      const { warnings } = await checkVector('0.8.4', version);
      expect(warnings).toEqual([
        expect.stringContaining(`pgvector ${version} works, but 0.8.4 or newer is advised`),
      ]);
    }
    for (const version of ['0.8.4', '0.8.10', '0.10', '1.0.0'])
      expect(await checkVector(version, null)).toEqual({ version, warnings: [] });
  });

  test('counts as what this database has, not what the server could install', async () => {
    expect((await checkVector('0.8.4', '0.8.0')).version).toBe('0.8.0');
  });
});

test('versions are compared number by number', () => {
  expect(isOlder('0.8.4', '0.8.10')).toBe(true);
  expect(isOlder('0.10.0', '0.9.9')).toBe(false);
  expect(isOlder('0.8', '0.8.0')).toBe(false);
  expect(isOlder('0.8', '0.8.1')).toBe(true);
});

describe('the server', () => {
  test('before PostgreSQL 15 is refused', async () => {
    await expect(checkServerVersion(server({ server_version: '14.22' }))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('PostgreSQL 14.22 is too old: 15 or newer is required'),
    });
  });

  test('is known by its version, without what its distribution adds', async () => {
    expect(await checkServerVersion(server({ server_version: '15.18 (Debian 15.18-0+deb12u1)' }))).toBe(
      '15.18',
    );
    expect(await checkServerVersion(server({ server_version: '19beta1' }))).toBe('19beta1');
  });
});
