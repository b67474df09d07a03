import { Heartbeats } from '@stillhouse/api/server/heartbeats.ts';
import { Sweeper } from '@stillhouse/api/server/sweeper.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { forgottenAfterSeconds, longestGapSeconds } from '@stillhouse/prisma/run/watch-runs.ts';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestDatabase } from '../prisma/open-test-database.ts';
import { aStartedRun } from '../prisma/records.ts';

let db: Database;
let now: number;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db?.close());
beforeEach(async () => {
  await db.query('DELETE FROM run');
  await db.query('DELETE FROM watcher');
  now = 0;
});

const clock = () => now;

/** An API process as far as heartbeats go. */
function aProcess() {
  const heartbeats = new Heartbeats(db, clock);
  return { heartbeats, sweeper: new Sweeper({ db, heartbeats, log: pino({ level: 'silent' }), clock }) };
}

/** Lets time pass for the database and for the process; the processes named report meanwhile as often as they should. */
async function pass(seconds: number, ...sweepers: Sweeper[]): Promise<string[]> {
  const lost: string[] = [];
  for (let left = seconds; left > 0; left -= 5) {
    const step = Math.min(5, left);
    now += 1000 * step;
    await shift(step);
    for (const sweeper of sweepers) lost.push(...(await sweeper.sweep()));
  }
  return lost;
}

/** Time that passes for the database is time by which everything in it is older. */
async function shift(seconds: number): Promise<void> {
  await db.query('UPDATE run SET heartbeat_at = heartbeat_at - make_interval(secs => $1)', [seconds]);
  await db.query(
    'UPDATE watcher SET since = since - make_interval(secs => $1), seen_at = seen_at - make_interval(secs => $1)',
    [seconds],
  );
}

async function statusOf(run: string): Promise<string | undefined> {
  const [row] = await db.query<{ status: string }>('SELECT status FROM run WHERE id = $1', [run]);
  return row?.status;
}

describe('a run that is silent', () => {
  test('for its time while the API was watching is LOST', async () => {
    const { sweeper } = aProcess();
    await sweeper.sweep();
    const run = await aStartedRun(db);
    expect(await pass(40, sweeper)).toEqual([]);
    expect(await pass(10, sweeper)).toEqual([run]);
    expect(await statusOf(run)).toBe('LOST');
  });

  test('because the API was suspended has its full time again', async () => {
    const { sweeper } = aProcess();
    await sweeper.sweep();
    const run = await aStartedRun(db);
    await pass(300);
    expect(await sweeper.sweep()).toEqual([]);
    expect(await pass(40, sweeper)).toEqual([]);
    expect(await pass(10, sweeper)).toEqual([run]);
  });

  test('because the event loop was blocked, as far as only the process knows, has its full time again', async () => {
    const { sweeper } = aProcess();
    await sweeper.sweep();
    const run = await aStartedRun(db);
    await pass(40, sweeper);
    // The clock of the database is set back meanwhile: it shows no gap.
    now += 1000 * (longestGapSeconds + 1);
    expect(await sweeper.sweep()).toEqual([]);
    expect(await pass(40, sweeper)).toEqual([]);
    expect(await pass(10, sweeper)).toEqual([run]);
  });

  test('because the API was restarted has its full time again', async () => {
    const before = aProcess();
    await before.sweeper.sweep();
    const run = await aStartedRun(db);
    await pass(30, before.sweeper);
    await before.sweeper.stop();
    await pass(60);
    const after = aProcess();
    expect(await after.sweeper.sweep()).toEqual([]);
    expect(await pass(40, after.sweeper)).toEqual([]);
    expect(await pass(10, after.sweeper)).toEqual([run]);
  });

  test('because another API on the same database was suspended has its full time again once that is back', async () => {
    const [watching, suspended] = [aProcess(), aProcess()];
    await watching.sweeper.sweep();
    await suspended.sweeper.sweep();
    await aStartedRun(db);
    expect(await pass(100, watching.sweeper)).toEqual([]);
    await suspended.sweeper.sweep();
    expect(await pass(40, watching.sweeper, suspended.sweeper)).toEqual([]);
    expect(await pass(10, watching.sweeper, suspended.sweeper)).toHaveLength(1);
  });

  test('is LOST in the end when the other API never comes back', async () => {
    const [watching, killed] = [aProcess(), aProcess()];
    await watching.sweeper.sweep();
    await killed.sweeper.sweep();
    const run = await aStartedRun(db);
    expect(await pass(forgottenAfterSeconds - 5, watching.sweeper)).toEqual([]);
    expect(await pass(10, watching.sweeper)).toEqual([run]);
    expect(await db.query('SELECT count(*) AS count FROM watcher')).toEqual([{ count: 1 }]);
  });

  test('for as long as it declared is not LOST before', async () => {
    const { sweeper } = aProcess();
    await sweeper.sweep();
    const patient = await aStartedRun(db, { kind: 'EXTERNAL', heartbeatTimeoutSeconds: 120 });
    const usual = await aStartedRun(db, { kind: 'EXTERNAL' });
    expect(await pass(50, sweeper)).toEqual([usual]);
    expect(await pass(65, sweeper)).toEqual([]);
    expect(await pass(10, sweeper)).toEqual([patient]);
  });
});

describe('a heartbeat', () => {
  test('of a known run does not wait for the database, and keeps the run from being LOST', async () => {
    const { heartbeats, sweeper } = aProcess();
    await sweeper.sweep();
    const run = await aStartedRun(db);
    await heartbeats.note(run);
    await pass(40, sweeper);
    let letGo = () => {};
    let busy = Promise.resolve();
    await new Promise<void>((held) => {
      busy = db.transaction(async (tx) => {
        await tx.query('SELECT 1 FROM run WHERE id = $1 FOR UPDATE', [run]);
        held();
        await new Promise<void>((resolve) => {
          letGo = resolve;
        });
      });
    });
    await heartbeats.note(run);
    letGo();
    await busy;
    expect(await pass(10, sweeper)).toEqual([]);
    expect(await statusOf(run)).toBe('RUNNING');
  });

  test('that the database does not take stays noted, and is written as old as it is', async () => {
    const down = { ...db, urgent: { query: () => Promise.reject(new Error('away')) } } as unknown as Database;
    const run = await aStartedRun(db);
    let current = db;
    const switching = {
      get urgent() {
        return current.urgent;
      },
    } as unknown as Database;
    const heartbeats = new Heartbeats(switching, clock);
    await heartbeats.note(run);
    current = down;
    await shift(600);
    await heartbeats.note(run);
    await expect(heartbeats.flush()).rejects.toThrow('away');
    current = db;
    now += 20_000;
    await heartbeats.flush();
    const [row] = await db.query<{ age: number }>(
      'SELECT extract(epoch FROM now() - heartbeat_at)::float8 AS age FROM run',
    );
    expect(Math.round((row?.age ?? 0) / 10)).toBe(2);
  });

  test('of a run that is not there is NOT_FOUND, also of one that was deleted', async () => {
    const { heartbeats } = aProcess();
    await expect(heartbeats.note('00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(heartbeats.note('none')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    const run = await aStartedRun(db);
    await heartbeats.note(run);
    await db.query('DELETE FROM run WHERE id = $1', [run]);
    await heartbeats.note(run);
    await heartbeats.flush();
    await expect(heartbeats.note(run)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('of a run that somebody is writing to waits for nobody and is written afterwards', async () => {
    const { heartbeats } = aProcess();
    const [locked, free] = [await aStartedRun(db), await aStartedRun(db)];
    await heartbeats.note(locked);
    await heartbeats.note(free);
    await shift(600);
    const age = async (run: string) =>
      (
        await db.query<{ old: boolean }>(
          `SELECT heartbeat_at < now() - interval '1 minute' AS old FROM run WHERE id = $1`,
          [run],
        )
      )[0]?.old;
    if (db.kind === 'POSTGRES') {
      await db.transaction(async (tx) => {
        await tx.query('SELECT 1 FROM run WHERE id = $1 FOR UPDATE', [locked]);
        await Promise.all([heartbeats.note(locked), heartbeats.note(free)]);
      });
    }
    await heartbeats.note(free);
    await heartbeats.note(locked);
    await heartbeats.flush();
    expect([await age(free), await age(locked)]).toEqual([false, false]);
  });
});
