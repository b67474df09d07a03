import { randomUUID } from 'node:crypto';
import type { Database, Transaction } from '@stillhouse/prisma/database/database.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testDatabaseUrl } from '../../environment.ts';
import { openTestDatabase } from '../open-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
  await db.query('CREATE TABLE note (id int PRIMARY KEY, text text NOT NULL)');
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.query('TRUNCATE note');
});

const insert = (tx: Transaction, id: number) => tx.query('INSERT INTO note VALUES ($1, $2)', [id, 'a note']);
const ids = async () =>
  (await db.query<{ id: number }>('SELECT id FROM note ORDER BY id')).map(({ id }) => id);

describe('transaction', () => {
  test('keeps all of its work, or none', async () => {
    const kept = db.transaction(async (tx) => {
      await insert(tx, 1);
      return 'done';
    });
    expect(await kept).toBe('done');
    const failing = db.transaction(async (tx) => {
      await insert(tx, 2);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    const refused = db.transaction(async (tx) => {
      await insert(tx, 3);
      await insert(tx, 1);
    });
    await expect(refused).rejects.toMatchObject({ code: '23505' });
    expect(await ids()).toEqual([1]);
  });

  test('that a statement broke leaves the connection in order', async () => {
    for (let i = 0; i < 20; i++) {
      await expect(db.transaction((tx) => tx.query('SELECT nothing'))).rejects.toMatchObject({
        code: '42703',
      });
    }
    await db.transaction((tx) => insert(tx, 7));
    expect(await ids()).toEqual([7]);
  });

  test('refuses what would go past it, instead of waiting for itself for ever', async () => {
    const past: (() => Promise<unknown>)[] = [
      () => db.query('SELECT 1'),
      () => db.prisma.project.count(),
      () => db.transaction(async () => undefined),
    ];
    for (const work of past) {
      await expect(db.transaction(work)).rejects.toThrow(/all statements must use that transaction/);
    }
    expect(await db.prisma.project.count()).toBe(0);
  });

  test('many at once all come to their end', async () => {
    await Promise.all(Array.from({ length: 40 }, (_, i) => db.transaction((tx) => insert(tx, i))));
    expect(await ids()).toHaveLength(40);
  });

  test.runIf(testDatabaseUrl)('is done again where Postgres broke a deadlock', async () => {
    await db.query(`INSERT INTO note VALUES (1, ''), (2, '')`);
    let met = 0;
    let meet = () => {};
    const both = new Promise<void>((resolve) => {
      meet = resolve;
    });
    const append = (tx: Transaction, id: number, what: string) =>
      tx.query('UPDATE note SET text = text || $2 WHERE id = $1', [id, what]);
    const inOrder = (first: number, second: number, what: string) =>
      db.transaction(async (tx) => {
        await append(tx, first, what);
        if (++met === 2) meet();
        await both;
        await append(tx, second, what);
      });
    await Promise.all([inOrder(1, 2, 'a'), inOrder(2, 1, 'b')]);
    expect(met).toBe(3);
    const texts = await db.query<{ text: string }>('SELECT text FROM note');
    expect(texts.map(({ text }) => [...text].sort().join(''))).toEqual(['ab', 'ab']);
  });
});

describe('query', () => {
  test('reads columns as JavaScript has them', async () => {
    const [row] = await db.query(
      `SELECT 9007199254740991 AS bigint, now() > '2020-01-01' AS boolean, 'NaN'::float8 AS nan, ARRAY[0.5, 1]::real[] AS reals,
              '{"a": [1]}'::jsonb AS json, to_timestamp(1.5) AS time, NULL AS nothing`,
    );
    expect(row).toEqual({
      bigint: 9007199254740991,
      boolean: true,
      nan: Number.NaN,
      reals: [0.5, 1],
      json: { a: [1] },
      time: new Date(1500),
      nothing: null,
    });
  });

  test('refuses a bigint that no number can hold, instead of rounding it', async () => {
    await expect(db.query('SELECT 9007199254740993 AS bigint')).rejects.toThrow(RangeError);
    expect(await db.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

test('onStatement sees everything that is sent, Prisma’s statements too, until it is ended', async () => {
  const seen: string[] = [];
  const stop = db.onStatement((text) => seen.push(text));
  await db.query('SELECT 1 AS by_query');
  await db.transaction((tx) => tx.query('SELECT 2 AS by_transaction'));
  await db.prisma.project.findMany();
  stop();
  await db.query('SELECT 3 AS unseen');
  for (const part of ['by_query', 'BEGIN', 'by_transaction', 'COMMIT', '"project"'])
    expect(seen.filter((text) => text.includes(part)).length, part).toBeGreaterThan(0);
  expect(seen.join()).not.toContain('unseen');
});

describe('listen', () => {
  const notify = (channel: string, payload: string) =>
    db.query('SELECT pg_notify($1, $2)', [channel, payload]);
  const aChannel = () => `channel_${randomUUID().replaceAll('-', '')}`;

  test('tells everybody who listens to a channel, once, and nobody who has stopped', async () => {
    const channel = aChannel();
    const heard: string[] = [];
    const stop = await db.listen(channel, (payload) => heard.push(`a ${payload}`));
    await db.listen(channel, (payload) => heard.push(`b ${payload}`));
    await db.listen(aChannel(), (payload) => heard.push(`c ${payload}`));
    await notify(channel, '1');
    await expect.poll(() => heard).toEqual(['a 1', 'b 1']);
    await stop();
    await notify(channel, '2');
    await expect.poll(() => heard).toEqual(['a 1', 'b 1', 'b 2']);
  });

  test('tells what is committed, and not what was taken back', async () => {
    const channel = aChannel();
    const heard: string[] = [];
    await db.listen(channel, (payload) => heard.push(payload));
    const withdrawn = db.transaction(async (tx) => {
      await tx.query('SELECT pg_notify($1, $2)', [channel, 'withdrawn']);
      throw new Error('no');
    });
    await expect(withdrawn).rejects.toThrow('no');
    await db.transaction((tx) => tx.query('SELECT pg_notify($1, $2)', [channel, 'kept']));
    await expect.poll(() => heard).toEqual(['kept']);
  });

  test.runIf(testDatabaseUrl)(
    'goes on after its connection was lost, says that there was a gap, and tells nothing twice',
    async () => {
      const channel = aChannel();
      const heard: string[] = [];
      let gaps = 0;
      await db.listen(
        channel,
        (payload) => heard.push(payload),
        () => gaps++,
      );
      for (let round = 1; round <= 2; round++) {
        await db.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'stillhouse listener' AND datname = current_database()`,
        );
        await expect.poll(() => gaps, { timeout: 10_000 }).toBe(round);
        await notify(channel, `after ${round}`);
        await expect.poll(() => heard.at(-1)).toBe(`after ${round}`);
      }
      const stop = await db.listen(channel, () => undefined);
      await stop();
      await notify(channel, 'end');
      await expect.poll(() => heard.at(-1)).toBe('end');
      expect(heard).toEqual(['after 1', 'after 2', 'end']);
      const [row] = await db.query(
        `SELECT count(*) AS listeners FROM pg_stat_activity WHERE application_name = 'stillhouse listener' AND datname = current_database()`,
      );
      expect(row).toEqual({ listeners: 1 });
    },
  );
});
