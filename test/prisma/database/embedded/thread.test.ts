import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { BinaryRows } from '@stillhouse/prisma/database/binary-rows.ts';
import { type EmbeddedDatabase, openEmbedded } from '@stillhouse/prisma/database/embedded/open-embedded.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { testDatabaseUrl } from '../../../environment.ts';

const engines = vi.hoisted((): Worker[] => []);

vi.mock(import('node:worker_threads'), async (load) => {
  const real = await load();
  class SeenWorker extends real.Worker {
    constructor(...parameters: ConstructorParameters<typeof Worker>) {
      super(...parameters);
      if (String(parameters[0]).includes('engine')) engines.push(this);
    }
  }
  return { ...real, Worker: SeenWorker };
});

let parent: string;
let database: EmbeddedDatabase;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'stillhouse-thread-'));
  database = await openEmbedded({ folder: join(parent, 'made') });
  await database.query('CREATE TABLE kept (value int)');
  await database.close();
});
afterAll(() => rm(parent, { recursive: true, force: true }));
beforeEach(async () => {
  const folder = await mkdtemp(join(parent, 'copy-'));
  await cp(join(parent, 'made'), folder, { recursive: true });
  database = await openEmbedded({ folder });
});
afterEach(() => database.close());

/** Ends the thread of Postgres in the middle of a statement, as the lack of memory does. */
async function crash(): Promise<unknown> {
  const query = database.query('SELECT count(*) FROM generate_series(1, 100000000)');
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([engines.at(-1)?.terminate(), query.catch(() => undefined)]);
  return query;
}

describe.skipIf(testDatabaseUrl)('the embedded database of a folder', () => {
  test('lets this process work on while it computes', async () => {
    const order: string[] = [];
    const computed = database
      .query('SELECT count(*) FROM generate_series(1, 3000000)')
      .then(() => order.push('query'));
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    order.push('this process');
    await computed;
    expect(order).toEqual(['this process', 'query']);
  });

  test('takes rows by COPY within the transaction, and takes them back with it', async () => {
    const rows = new BinaryRows().row(1).int32(7).finish();
    await database.transaction((tx) => tx.copy('kept (value)', rows));
    const failed = database.transaction(async (tx) => {
      await tx.copy('kept (value)', rows);
      throw new Error('taken back');
    });
    await expect(failed).rejects.toThrow('taken back');
    expect(await database.query('SELECT value FROM kept')).toEqual([{ value: 7 }]);
  });

  test('reports an error of a COPY as Postgres does', async () => {
    const rows = new BinaryRows().row(1).text('not four bytes').finish();
    await expect(database.transaction((tx) => tx.copy('kept (value)', rows))).rejects.toMatchObject({
      code: '22P03',
    });
  });

  test('that ends by itself fails what is under way with UNAVAILABLE and is opened again with all that was acknowledged', async () => {
    await database.query('INSERT INTO kept VALUES (1)');
    await expect(crash()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await database.query('SELECT value FROM kept')).toEqual([{ value: 1 }]);
  });

  test('never commits half of a transaction in which it ended', async () => {
    const broken = database.transaction(async (tx) => {
      await tx.query('INSERT INTO kept VALUES (1)');
      await engines.at(-1)?.terminate();
      await tx.query('INSERT INTO kept VALUES (2)');
    });
    await expect(broken).rejects.toThrow();
    expect(await database.query('SELECT value FROM kept')).toEqual([]);
  });

  test('still delivers notifications after it was opened again, and reports that some may be missing', async () => {
    const seen: string[] = [];
    await database.listen(
      'changes',
      (payload) => seen.push(payload),
      () => seen.push('gap'),
    );
    await database.query(`SELECT pg_notify('changes', 'before')`);
    await expect(crash()).rejects.toThrow();
    await database.query(`SELECT pg_notify('changes', 'after')`);
    expect(seen).toEqual(['before', 'gap', 'after']);
  });
});
