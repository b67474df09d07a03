import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { StillhouseClient } from '@stillhouse/client/client.ts';
import { markLostRuns } from '@stillhouse/prisma/run/mark-lost-runs.ts';
import { readEnvironment } from '@stillhouse/trainer/environment.ts';
import { callRecorder } from '@stillhouse/trainer/record/call-recorder.ts';
import { startApi } from '@stillhouse/trainer/record/start-api.ts';
import { RecorderThread } from '@stillhouse/trainer/record/thread/recorder-thread.ts';
import { describe, expect, it, vi } from 'vitest';
import { serve } from '../../api/serve.ts';
import { aRun, aStartedRun } from '../../prisma/records.ts';

/** Keeps this thread from doing anything else, as a long training step does. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

describe('the heartbeat', () => {
  it('goes on while the main thread is busy for several intervals', async () => {
    const home = await mkdtemp(join(tmpdir(), 'stillhouse-heartbeat-'));
    const api = await startApi({ home, port: 0, variables: readEnvironment().all });
    const client = new StillhouseClient({ url: api.url });
    const thread = new RecorderThread({
      address: { kind: 'api', url: api.url, apiKey: undefined },
      spool: join(home, 'spool'),
      report: expect.fail,
      pace: { heartbeat: 200 },
    });
    const run = aRun();
    const lastBeat = async () => {
      const data = await client.query<{ runs: { nodes: { heartbeatAt: string }[] } }>(
        '{ runs(first: 1) { nodes { heartbeatAt } } }',
      );
      return Date.parse(data.runs.nodes[0]?.heartbeatAt ?? '');
    };
    try {
      await callRecorder(thread).startRun(run);
      const started = await lastBeat();
      await vi.waitFor(async () => expect(await lastBeat()).toBeGreaterThan(started), { timeout: 10_000 });
      block(1000);
      const unblocked = Date.now();
      expect(unblocked - (await lastBeat())).toBeLessThan(700);
    } finally {
      await thread.close();
      await api.stop();
      await rm(home, { recursive: true, force: true });
    }
  });

  it('stops with its process, so that a run killed by kill -9 is LOST, and late data revives it', async () => {
    const { url, db, client, home, close } = await serve();
    const run = await aStartedRun(db);
    const silent = () =>
      db.query(`UPDATE run SET heartbeat_at = now() - interval '1 minute' WHERE id = $1`, [run]);
    const trainer = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        fileURLToPath(new URL('./beating-process.ts', import.meta.url)),
        url,
        run,
        '200',
        join(home, 'spool'),
      ],
      { stdio: 'inherit' },
    );
    try {
      await silent();
      await vi.waitFor(
        async () => {
          const [row] = await db.query<{ alive: boolean }>(
            `SELECT heartbeat_at > now() - interval '30 seconds' AS alive FROM run WHERE id = $1`,
            [run],
          );
          expect(row?.alive).toBe(true);
        },
        { timeout: 10_000 },
      );
      trainer.kill('SIGKILL');
      await once(trainer, 'exit');
      await silent();
      await sleep(500);
      // The API looks by itself every few seconds and may have come first.
      await markLostRuns(db);
      const statusOf = () => db.query<{ status: string }>('SELECT status FROM run WHERE id = $1', [run]);
      expect(await statusOf()).toEqual([{ status: 'LOST' }]);
      await client.logMetrics({
        run,
        batch: randomUUID(),
        series: [{ key: 'loss', steps: [9], values: [1] }],
      });
      expect(await statusOf()).toEqual([{ status: 'RUNNING' }]);
    } finally {
      trainer.kill('SIGKILL');
      await close();
    }
  });

  it('of a Postgres that cannot be reached leaves the training alone', async () => {
    const home = await mkdtemp(join(tmpdir(), 'stillhouse-heartbeat-'));
    const lines: string[] = [];
    const url = 'postgres://nobody@127.0.0.1:1/nothing';
    const thread = new RecorderThread({
      address: { kind: 'postgres', url, home },
      spool: join(home, 'spool'),
      report: (line) => lines.push(line),
      pace: { heartbeat: 20, firstPause: 20, longestPause: 20 },
    });
    const recorder = callRecorder(thread);
    const run = aRun();
    await recorder.startRun(run);
    await recorder.updateRun({ id: run.id, notes: 'safe on disk' });
    await recorder.close();
    expect(lines).toEqual([
      expect.stringMatching(
        /^Postgres is unavailable \(.*127\.0\.0\.1.*\): recording to .* until it is available again\.$/,
      ),
      expect.stringMatching(/^2 calls are stored in /),
    ]);
    await rm(home, { recursive: true, force: true });
  });
});
