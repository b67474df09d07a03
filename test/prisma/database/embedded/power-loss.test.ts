import { randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@stillhouse/domain/random/random.ts';
import { openEmbedded } from '@stillhouse/prisma/database/embedded/open-embedded.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testDatabaseUrl } from '../../../environment.ts';
import { SimulatedDisk } from './simulated-disk.ts';

interface Cut {
  folder: string;
  /** Batches acknowledged before the power failed. */
  acknowledged: number[];
}

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'stillhouse-power-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const rowsOf = (batch: number) => 20 + 137 * (batch % 7);

/**
 * Creates a database, writes batches and, among other things, checkpoints and drops tables; at many moments keeps what a power failure would
 * leave.
 *
 * @param mayFail whether the power fails at a moment: after this many changes of files, or right after an acknowledgment
 */
async function writeUnderCuts(
  mayFail: (changes: number | 'acknowledged') => boolean,
  seed: number,
): Promise<Cut[]> {
  const folder = join(parent, 'written');
  await mkdir(join(folder, 'data'), { recursive: true });
  const random = seededRandom(seed);
  const cuts: Cut[] = [];
  const acknowledged: number[] = [];
  let changes = 0;
  const fail = () => {
    const left = join(parent, `left-${randomUUID()}`);
    disk.cut(join(left, 'data'), () => random.next());
    if (existsSync(join(folder, 'unfinished'))) writeFileSync(join(left, 'unfinished'), '');
    cuts.push({ folder: left, acknowledged: [...acknowledged] });
  };
  const disk = new SimulatedDisk(join(folder, 'data'), () => {
    if (mayFail(++changes)) fail();
  });
  try {
    const database = await openEmbedded({ folder, thread: false });
    await database.query('CREATE TABLE point (batch int, row int, text text, PRIMARY KEY (batch, row))');
    for (let batch = 0; batch < 40; batch++) {
      await database.transaction(async (tx) => {
        await tx.query(
          `INSERT INTO point SELECT $1, row, repeat('x', row) FROM generate_series(1, $2::int) AS row`,
          [batch, rowsOf(batch)],
        );
        await tx.query(`CREATE TABLE other_${batch} AS SELECT * FROM point`);
        if (batch > 3) await tx.query(`DROP TABLE other_${batch - 3}`);
      });
      acknowledged.push(batch);
      if (mayFail('acknowledged')) fail();
      if (batch % 10 === 9) await database.query('CHECKPOINT');
    }
    await database.close();
  } finally {
    disk.release();
  }
  return cuts;
}

/** Every acknowledged batch is whole, by a scan of the table and by its index; a batch that was not is whole or missing. */
async function check({ folder, acknowledged }: Cut): Promise<void> {
  const database = await openEmbedded({ folder });
  try {
    const [there] = await database.query<{ there: boolean }>(
      `SELECT to_regclass('point') IS NOT NULL AS there`,
    );
    if (!there?.there) {
      expect(acknowledged).toEqual([]);
      return;
    }
    for (const way of ['enable_indexscan', 'enable_seqscan']) {
      await database.query(`SET ${way} = off`);
      await database.query('SET enable_bitmapscan = off');
      const batches = await database.query<{ batch: number; rows: number; bytes: number }>(
        'SELECT batch, count(*) AS rows, sum(length(text)) AS bytes FROM point WHERE batch >= 0 AND row > 0 GROUP BY batch ORDER BY batch',
      );
      expect(batches.map(({ batch }) => batch)).toEqual(expect.arrayContaining(acknowledged));
      for (const { batch, rows, bytes } of batches)
        expect([batch, rows, bytes]).toEqual([
          batch,
          rowsOf(batch),
          (rowsOf(batch) * (rowsOf(batch) + 1)) / 2,
        ]);
      await database.query(`SET ${way} = on`);
    }
    // Everything else is read as well: the checksum of each page is checked.
    for (const { name } of await database.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relname LIKE 'other%' AND relkind = 'r'`,
    ))
      await database.query(`SELECT count(*), max(text) FROM ${name}`);
    await database.query(`INSERT INTO point VALUES (-1, 1, 'written after the failure')`);
  } finally {
    await database.close();
  }
}

describe.skipIf(testDatabaseUrl)('a power failure', { timeout: 180_000 }, () => {
  test('right after an acknowledgment loses nothing acknowledged and damages nothing', async () => {
    let acknowledgments = 0;
    const cuts = await writeUnderCuts(
      (moment) => moment === 'acknowledged' && ++acknowledgments % 10 === 0,
      1,
    );
    expect(cuts).toHaveLength(4);
    for (const cut of cuts) await check(cut);
  });

  test('at any other moment loses nothing acknowledged and damages nothing', async () => {
    const random = seededRandom(2);
    let failures = 0;
    const cuts = await writeUnderCuts(
      (moment) => moment !== 'acknowledged' && moment > 3000 && random.next() < 1 / 700 && ++failures <= 4,
      3,
    );
    expect(cuts.length).toBe(4);
    for (const cut of cuts) await check(cut);
  });

  test('while the database is created leaves one that is created again', async () => {
    const cuts = await writeUnderCuts((moment) => moment === 500 || moment === 2500, 4);
    expect(cuts).toHaveLength(2);
    for (const cut of cuts) await check(cut);
  });
});
