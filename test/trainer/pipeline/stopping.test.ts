import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { markLostRuns } from '@stillhouse/prisma/run/mark-lost-runs.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Served, serve } from '../../api/serve.ts';
import { type Running, startCommand } from '../command/run-command.ts';

interface Row {
  id: string;
  status: string;
  points: number;
}

describe('a training that is stopped', () => {
  let served: Served;
  let home: string;
  beforeAll(async () => {
    [served, home] = [await serve(), await mkdtemp(join(tmpdir(), 'stillhouse-stopping-'))];
  });
  afterAll(async () => {
    await served.close();
    await rm(home, { recursive: true, force: true });
  });

  const runOf = async (name: string) => {
    const [row] = await served.db.query<Row>(
      `SELECT id, status, (SELECT count(*)::int FROM metric_point WHERE run_id = run.id) AS points FROM run WHERE name = $1`,
      [`${name}/teacher/seed-1`],
    );
    return row;
  };
  /** A training that would last for hours, once its first metrics are recorded. */
  const train = async (name: string): Promise<Running> => {
    const running = startCommand(
      [
        ...['train', '--task', 'synthetic-sentiment', '--recipe', 'tiny', '--backend', 'cpu', '--name', name],
        ...['--set', 'teacher.training.epochs=1000', '--api', served.url],
      ],
      { STILLHOUSE_HOME: home },
    );
    await vi.waitFor(async () => expect((await runOf(name))?.points).toBeGreaterThan(0), 30_000);
    return running;
  };

  it('by Ctrl-C is CANCELLED, with every step until then, and exits with 130', async () => {
    const running = await train('interrupted');
    const seen = (await runOf('interrupted'))?.points ?? 0;
    running.process.kill('SIGINT');
    const { code, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('stillhouse: Stopped by SIGINT.');
    expect(stderr).not.toMatch(/\n\s+at /);
    const row = await runOf('interrupted');
    expect(row?.status).toBe('CANCELLED');
    expect(row?.points).toBeGreaterThan(seen);
  });

  it('by kill -9 is LOST once its heartbeat is overdue, and what was recorded stays', async () => {
    const running = await train('killed');
    running.process.kill('SIGKILL');
    expect((await running.ended).code).toBeNull();
    const before = await runOf('killed');
    expect(before?.status).toBe('RUNNING');
    await served.db.query(`UPDATE run SET heartbeat_at = now() - interval '1 minute' WHERE id = $1`, [
      before?.id,
    ]);
    await sleep(300);
    // The API looks by itself every few seconds and may have come first.
    await markLostRuns(served.db);
    expect(await runOf('killed')).toMatchObject({ status: 'LOST', points: before?.points });
  });
});
