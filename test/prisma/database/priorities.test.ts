import { forCaller } from '@stillhouse/prisma/database/caller.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabaseUrl } from '../../environment.ts';
import { openTestDatabase } from '../open-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db?.close());

/** Holds a connection until it is let go. */
async function hold(): Promise<{ letGo: () => Promise<void> }> {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let work = Promise.resolve();
  await new Promise<void>((held) => {
    work = db.transaction(async (tx) => {
      await tx.query('SELECT 1');
      held();
      await ended;
    });
  });
  return {
    async letGo() {
      end();
      await work;
    },
  };
}

test.skipIf(testDatabaseUrl)(
  'in the embedded database heartbeats go before writes, and writes before reads',
  async () => {
    const { letGo } = await hold();
    const order: string[] = [];
    const note = (name: string) => () => void order.push(name);
    const all = [
      db.query('SELECT 1').then(note('read')),
      db.prisma.run.findMany({ take: 1 }).then(note('read through Prisma')),
      db.transaction((tx) => tx.query('SELECT 2')).then(note('write')),
      db.urgent.query('SELECT 3').then(note('heartbeat')),
    ];
    await letGo();
    await Promise.all(all);
    expect(order).toEqual(['heartbeat', 'write', 'read', 'read through Prisma']);
  },
);

test.skipIf(testDatabaseUrl)('statements of a client that has left are not started', async () => {
  const { letGo } = await hold();
  const statements: string[] = [];
  const stop = db.onStatement((text) => statements.push(text));
  const left = new AbortController();
  const [raw, through, stays] = forCaller(left.signal, () => [
    db.query('SELECT 4711').catch((error) => error),
    (async () => await db.prisma.project.findMany())().catch((error) => error),
    db.urgent.query('SELECT 4712'),
  ]) as [Promise<unknown>, Promise<unknown>, Promise<unknown>];
  await new Promise(setImmediate);
  left.abort();
  expect(await raw).toMatchObject({ name: 'ClientLeft' });
  expect(await through).toMatchObject({ code: 'UNAVAILABLE' });
  await letGo();
  await stays;
  stop();
  expect(statements.filter((text) => text.includes('4711') || text.includes('"project"'))).toEqual([]);
  expect(statements).toContain('SELECT 4712');
});

test('a lookup that was gathered with one whose client left is answered all the same', async () => {
  const left = new AbortController();
  const id = '00000000-0000-4000-8000-000000000000';
  const lookUp = async () => await db.prisma.run.findUnique({ where: { id } });
  left.abort();
  const leaving = forCaller(left.signal, lookUp).catch((error) => error);
  const staying = lookUp();
  expect(await staying).toBeNull();
  expect(await leaving).toMatchObject({ code: 'UNAVAILABLE' });
});

test('a transaction in which a statement failed unnoticed is not reported as committed', async () => {
  await expect(
    db.transaction(async (tx) => {
      await tx.query('SELECT 1 / 0').catch(() => undefined);
    }),
  ).rejects.toThrow('rolled back');
});
