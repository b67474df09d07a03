import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { openDatabase } from '@stillhouse/prisma/database/open.ts';
import { openPostgres } from '@stillhouse/prisma/database/postgres/open-postgres.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabaseUrl } from '../../environment.ts';
import { administer, databaseUrl } from '../open-test-database.ts';

describe('a server that cannot be opened', () => {
  test('is named with the reason and what to check, its password left out', async () => {
    const url = 'postgres://ann:secret@127.0.0.1:1/stillhouse';
    const failure = await openDatabase({ url }).catch((error: Error) => error);
    expect(failure).toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(
        /postgres:\/\/ann:…@127\.0\.0\.1:1\/stillhouse cannot be opened: .*ECONNREFUSED/,
      ),
    });
    expect(String(failure)).not.toContain('secret');
  });

  test.each([
    'postgres://ann:sec@ret@127.0.0.1:1/stillhouse',
    'postgres://ann:sec/ret@127.0.0.1:1/stillhouse',
    'postgres://127.0.0.1:1/stillhouse?user=ann&password=secret',
    'postgres://ann:secret@127.0.0.1:none/stillhouse',
  ])('shows no part of a password that is written unusually: %s', async (url) => {
    const failure = await openDatabase({ url }).catch((error: Error) => error);
    expect(failure).toMatchObject({ code: 'UNAVAILABLE' });
    expect(String(failure)).not.toMatch(/sec|ret\b/);
  });

  test('because it says nothing is not waited for without end', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    try {
      await new Promise((resolve) => silent.once('listening', resolve));
      const { port } = silent.address() as { port: number };
      await expect(
        openPostgres({ url: `postgres://127.0.0.1:${port}/x`, patience: 200 }),
      ).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringMatching(/timeout/),
      });
    } finally {
      silent.close();
    }
  });
});

describe.runIf(testDatabaseUrl)('a user without rights', () => {
  const server = testDatabaseUrl ?? '';
  const user = `stillhouse_user_${randomUUID().replaceAll('-', '')}`;
  const [owned, foreign] = [`${user}_owned`, `${user}_foreign`];
  const urlOf = (database: string) => {
    const url = new URL(databaseUrl(server, database));
    url.username = user;
    url.password = 'only-here';
    return url.href;
  };

  beforeAll(() =>
    administer(server, async (client) => {
      await client.query(`CREATE ROLE ${user} LOGIN PASSWORD 'only-here'`);
      await client.query(`CREATE DATABASE ${owned} OWNER ${user}`);
      await client.query(`CREATE DATABASE ${foreign}`);
    }),
  );
  afterAll(() =>
    administer(server, async (client) => {
      for (const database of [owned, foreign])
        await client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
      await client.query(`DROP ROLE IF EXISTS ${user}`);
    }),
  );

  test('to make tables is told so, and nothing is left behind', async () => {
    await expect(openDatabase({ url: urlOf(foreign) })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(
        /lacks the privileges to run migrations: permission denied for schema public\. Make the user the owner/,
      ),
    });
    await administer(databaseUrl(server, foreign), async (client) => {
      const tables = await client.query(`SELECT 1 FROM pg_tables WHERE schemaname = 'public'`);
      expect(tables.rows).toEqual([]);
    });
  });

  test('to install pgvector is told so, and starts as soon as a superuser has installed it', async () => {
    await expect(openDatabase({ url: urlOf(owned) })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(
        /permission denied to create extension "vector".*superuser run CREATE EXTENSION vector/,
      ),
    });
    await administer(databaseUrl(server, owned), (client) => client.query('CREATE EXTENSION vector'));
    const database = await openDatabase({ url: urlOf(owned) });
    expect(await database.query('SELECT count(*) AS runs FROM run')).toEqual([{ runs: 0 }]);
    await database.close();
  });
});
