import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { openDatabase } from '@stillhouse/prisma/database/open.ts';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { testDatabaseUrl } from '../../environment.ts';
import { type CuttingProxy, openProxy } from '../../tcp-proxy.ts';
import { databaseUrl, openTestDatabase } from '../open-test-database.ts';
import { aStartedRun } from '../records.ts';

const unavailable = { name: 'ExpectedError', code: 'UNAVAILABLE' };

describe.runIf(testDatabaseUrl)('a database whose connections are lost', () => {
  const server = testDatabaseUrl ?? '';
  let clone: Database;
  let name: string;
  let admin: pg.Client;
  let proxy: CuttingProxy;
  let db: Database;
  beforeAll(async () => {
    clone = await openTestDatabase();
    const [row] = await clone.query<{ name: string }>('SELECT current_database() AS name');
    name = row?.name ?? '';
    admin = new pg.Client({ connectionString: databaseUrl(server, name) });
    await admin.connect();
  });
  afterAll(async () => {
    await admin?.end();
    await clone?.close();
  });
  beforeEach(async () => {
    const { hostname, port } = new URL(server);
    proxy = await openProxy({ host: hostname, port: Number(port) });
    const through = new URL(databaseUrl(server, name));
    through.port = String(proxy.port);
    through.hostname = '127.0.0.1';
    db = await openDatabase({ url: through.href, migrate: false, connections: 2 });
  });
  afterEach(async () => {
    await db?.close();
    await proxy?.close();
  });

  /** Ends every session of ours that matches, as an administrator or a fast shutdown does. @returns how many */
  async function terminate(condition: string): Promise<number> {
    const { rowCount } = await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND ${condition}`,
    );
    return rowCount ?? 0;
  }

  const terminateOne = (condition: string) =>
    vi.waitUntil(async () => (await terminate(condition)) > 0, { timeout: 10_000, interval: 50 });

  test('fails a running statement with UNAVAILABLE, and runs the next one', async () => {
    const running = db.query('SELECT pg_sleep(60)').catch((error) => error);
    const prisma = (async () => await db.prisma.$queryRaw`SELECT pg_sleep(61)::text`)().catch(
      (error) => error,
    );
    await terminateOne(`query LIKE '%pg_sleep(60)%'`);
    await terminateOne(`query LIKE '%pg_sleep(61)%'`);
    expect(await running).toMatchObject(unavailable);
    expect(await prisma).toMatchObject(unavailable);
    expect(await db.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await db.prisma.run.count()).toBe(0);
  });

  test('fails a transaction with UNAVAILABLE whose connection ends while it is between two statements', async () => {
    await expect(
      db.transaction(async (tx) => {
        await tx.query('SELECT 4713');
        await terminateOne(`query = 'SELECT 4713'`);
        await sleep(100);
        await tx.query('SELECT 1');
      }),
    ).rejects.toMatchObject(unavailable);
    expect(await db.transaction((tx) => tx.query('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
  });

  test('fails a COPY with UNAVAILABLE whose connection ends while it waits', async () => {
    const locker = new pg.Client({ connectionString: databaseUrl(server, name) });
    await locker.connect();
    await locker.query('BEGIN; LOCK TABLE example IN ACCESS EXCLUSIVE MODE');
    try {
      const copying = db
        .transaction((tx) => tx.copy('example (dataset_digest)', Buffer.alloc(1_000_000)))
        .catch((error) => error);
      await terminateOne(`query LIKE 'COPY example%'`);
      expect(await copying).toMatchObject(unavailable);
    } finally {
      await locker.end();
    }
    expect(await db.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('opens new connections after idle ones were ended', async () => {
    await Promise.all([
      db.query('SELECT 1'),
      db.transaction((tx) => tx.query('SELECT 1')),
      db.urgent.query('SELECT 1'),
    ]);
    await terminateOne(`state = 'idle'`);
    await sleep(100);
    expect(await db.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await db.transaction((tx) => tx.query('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
    expect(await db.urgent.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('listens again, and reports that notifications may have been missed', async () => {
    const heard: string[] = [];
    const stop = await db.listen(
      'news',
      (text) => heard.push(text),
      () => heard.push('gap'),
    );
    await terminateOne(`application_name = 'stillhouse listener'`);
    await expect.poll(() => heard).toContain('gap');
    await admin.query(`NOTIFY news, 'after'`);
    await expect.poll(() => heard).toContain('after');
    await stop();
  });

  test('reports a write whose COMMIT was cut off as UNAVAILABLE, and takes it again', async () => {
    await admin.query(`
      CREATE TABLE kept (id int PRIMARY KEY);
      CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(1); RETURN NULL; END';
      CREATE CONSTRAINT TRIGGER slowly AFTER INSERT ON kept DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION slowly()`);
    const write = () =>
      db.transaction((tx) => tx.query('INSERT INTO kept VALUES (1) ON CONFLICT DO NOTHING'));
    const cut = write().catch((error) => error);
    await vi.waitUntil(
      async () =>
        (await admin.query(`SELECT 1 FROM pg_stat_activity WHERE query = 'COMMIT' AND state = 'active'`))
          .rowCount,
      { timeout: 10_000, interval: 20 },
    );
    proxy.cut();
    expect(await cut).toMatchObject(unavailable);
    await proxy.restore();
    await write();
    expect((await admin.query('SELECT id FROM kept')).rows).toEqual([{ id: 1 }]);
  });

  test('answers UNAVAILABLE while no connection can be made, without its address or password', async () => {
    proxy.cut();
    for (const ask of [
      () => db.query('SELECT 1'),
      () => db.transaction((tx) => tx.query('SELECT 1')),
      async () => await db.prisma.run.findMany(),
      () => db.urgent.query('SELECT 1'),
      () => aStartedRun(db),
    ]) {
      await expect(ask()).rejects.toMatchObject(unavailable);
    }
    await proxy.restore();
    expect(await db.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
