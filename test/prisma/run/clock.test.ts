import type { Database } from '@stillhouse/prisma/database/database.ts';
import { finishRun } from '@stillhouse/prisma/run/finish-run.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import { aStartedRun } from '../records.ts';

const hour = 3_600_000;

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db?.close());

/** The time by a clock that is that many milliseconds ahead of the database's. */
async function at(milliseconds: number): Promise<string> {
  const [row] = await db.query<{ now: Date }>('SELECT now() AS now');
  return new Date((row as { now: Date }).now.getTime() + milliseconds).toISOString();
}

/** Lets that much time pass between the start of a run and what comes next. */
async function pass(run: string, milliseconds: number): Promise<void> {
  await db.query('UPDATE run SET started_at = started_at - make_interval(secs => $2) WHERE id = $1', [
    run,
    milliseconds / 1000,
  ]);
}

/** Milliseconds from start to end, rounded to a minute, and whether the end is in the future. */
async function durationOf(run: string) {
  const [row] = await db.query<{ milliseconds: number; future: boolean; status: string }>(
    `SELECT status, extract(epoch FROM finished_at - started_at)::float8 * 1000 AS milliseconds,
       finished_at > now() OR started_at > now() AS future
     FROM run WHERE id = $1`,
    [run],
  );
  const { milliseconds, future, status } = row as NonNullable<typeof row>;
  return { status, minutes: Math.round(milliseconds / 60_000), future };
}

const finish = (id: string, finishedAt?: string) =>
  finishRun(db, { id, status: 'FINISHED', failure: null, ...(finishedAt && { finishedAt }) });

describe('a writer whose clock is an hour ahead', () => {
  test('ends its run with the duration that it measured', async () => {
    const run = await aStartedRun(db, { startedAt: await at(hour) });
    await pass(run, 2 * hour);
    await finish(run, await at(hour));
    expect(await durationOf(run)).toEqual({ status: 'FINISHED', minutes: 120, future: false });
  });

  test('ends its run after its clock was set right', async () => {
    const run = await aStartedRun(db, { startedAt: await at(hour) });
    await pass(run, hour / 2);
    await finish(run, await at(0));
    expect(await durationOf(run)).toEqual({ status: 'FINISHED', minutes: 30, future: false });
  });

  test('ends its run without a time of its own', async () => {
    const run = await aStartedRun(db, { startedAt: await at(hour) });
    await pass(run, hour / 2);
    await finish(run);
    expect(await durationOf(run)).toEqual({ status: 'FINISHED', minutes: 30, future: false });
  });

  test('has the duration that it measured also of a run that is reported later', async () => {
    const run = await aStartedRun(db, { startedAt: await at(-5 * hour) });
    await finish(run, await at(-3 * hour));
    expect(await durationOf(run)).toEqual({ status: 'FINISHED', minutes: 120, future: false });
  });
});

test('a clock that is set back while a run is reported later still lets it end, never before its start', async () => {
  const run = await aStartedRun(db, { startedAt: await at(-2 * hour) });
  await finish(run, await at(-3 * hour));
  expect(await durationOf(run)).toEqual({ status: 'FINISHED', minutes: 0, future: false });
});

test('an end more than a day before the start is refused', async () => {
  const run = await aStartedRun(db, { startedAt: await at(-2 * hour) });
  await expect(finish(run, await at(-30 * hour))).rejects.toMatchObject({
    code: 'BAD_INPUT',
    path: ['finishedAt'],
  });
});
