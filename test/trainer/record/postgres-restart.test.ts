import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { callRecorder } from '@stillhouse/trainer/record/call-recorder.ts';
import type { Recorder } from '@stillhouse/trainer/record/recorder.ts';
import { RecorderThread } from '@stillhouse/trainer/record/thread/recorder-thread.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { testDatabaseUrl } from '../../environment.ts';
import { openTestDatabase } from '../../prisma/open-test-database.ts';
import { aRun } from '../../prisma/records.ts';
import { BreakingProxy } from './breaking-proxy.ts';

describe.skipIf(!testDatabaseUrl)('a recorder straight into a Postgres that restarts', () => {
  let database: Database;
  let proxy: BreakingProxy;
  let home: string;
  let lines: string[];
  let recorder: Recorder;
  beforeEach(async () => {
    database = await openTestDatabase();
    const [row] = await database.query<{ name: string }>('SELECT current_database() AS name');
    const url = new URL(testDatabaseUrl ?? '');
    url.pathname = `/${row?.name}`;
    proxy = new BreakingProxy(url.href);
    await proxy.start();
    home = await mkdtemp(join(tmpdir(), 'stillhouse-restart-'));
    lines = [];
    const thread = new RecorderThread({
      address: { kind: 'postgres', url: proxy.url, home },
      spool: join(home, 'spool', `now_${process.pid}`),
      report: (line) => lines.push(line),
      pace: { firstPause: 20, longestPause: 50, heartbeat: 50 },
    });
    recorder = callRecorder(thread);
  });
  afterEach(async () => {
    await recorder?.close();
    await proxy?.stop();
    await database?.close();
    await rm(home, { recursive: true, force: true });
  });

  const point = (run: string, step: number) => ({
    ...{ run, batch: randomUUID() },
    series: [{ key: 'loss', steps: [step], values: [step] }],
  });
  const stepsOf = async (run: string) =>
    (
      await database.query<{ step: number }>(
        'SELECT step FROM metric_point WHERE run_id = $1 ORDER BY step',
        [run],
      )
    ).map(({ step }) => step);

  it('goes on, and brings everything once the server is back', async () => {
    const run = aRun();
    await recorder.startRun(run);
    await recorder.logMetrics(point(run.id, 0));
    await proxy.stop();
    for (const step of [1, 2, 3]) await recorder.logMetrics(point(run.id, step));
    await recorder.finishRun({ id: run.id, status: 'FINISHED', failure: null });
    expect(await stepsOf(run.id)).toEqual([0]);
    await proxy.start();
    const whole = { status: 'FINISHED', steps: [0, 1, 2, 3] };
    await vi.waitFor(async () => {
      const [row] = await database.query<{ status: string }>('SELECT status FROM run WHERE id = $1', [
        run.id,
      ]);
      expect({ ...row, steps: await stepsOf(run.id) }).toEqual(whole);
    }, 20_000);
    const reported = [
      expect.stringMatching(
        /^Postgres is unavailable \(.*\): recording to .* until it is available again\.$/,
      ),
      'Postgres is available again: sent 4 stored calls.',
    ];
    await vi.waitFor(() => expect(lines).toEqual(reported), 20_000);
  });

  it('that an administrator ends every connection of, while calls are under way, loses none of them', async () => {
    const run = aRun();
    await recorder.startRun(run);
    const steps = Array.from({ length: 60 }, (_, step) => step);
    const logged = steps.map((step) => recorder.logMetrics(point(run.id, step)));
    for (let ended = 0; ended < 5; ended++) {
      await logged[10 * ended];
      await database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'stillhouse'`,
      );
    }
    await Promise.all(logged);
    await vi.waitFor(async () => expect(await stepsOf(run.id)).toEqual(steps), 20_000);
  });
});
