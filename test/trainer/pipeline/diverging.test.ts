import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from '../../api/serve.ts';
import { type Ended, runCommand } from '../command/run-command.ts';

// Logits divided by a temperature that float32 cannot hold are infinite, and their divergence is not a number.
const objectives = 'objectives=[{name: kd, labelTemperature: 1.0e-46}, {name: fine-tune}]';

describe('a student whose training diverges', () => {
  let served: Served;
  let home: string;
  let ended: Ended;
  beforeAll(async () => {
    [served, home] = [await serve(), await mkdtemp(join(tmpdir(), 'stillhouse-diverging-'))];
    ended = await runCommand(
      [
        ...['train', '--task', 'synthetic-sentiment', '--recipe', 'tiny', '--backend', 'cpu'],
        ...['--set', objectives, '--seeds', '1,2', '--api', served.url],
      ],
      { STILLHOUSE_HOME: home },
    );
  });
  afterAll(async () => {
    await served.close();
    await rm(home, { recursive: true, force: true });
  });

  it('is FAILED with its message, and the students after it are trained', async () => {
    const runs = await served.db.query<{ name: string; status: string; message: string | null }>(
      'SELECT name, status, failure_message AS message FROM run ORDER BY created_at',
    );
    expect(runs.map(({ name, status }) => [name, status])).toEqual([
      ['synthetic-sentiment/teacher/seed-1', 'FINISHED'],
      ['synthetic-sentiment/kd/seed-1', 'FAILED'],
      ['synthetic-sentiment/kd/seed-2', 'FAILED'],
      ['synthetic-sentiment/fine-tune/seed-1', 'FINISHED'],
      ['synthetic-sentiment/fine-tune/seed-2', 'FINISHED'],
    ]);
    expect(runs[1]?.message).toMatch(
      /^Training diverged at step 1: the loss is not a finite number \(loss NaN/,
    );
  });

  it('is said when it happens and at the end, without a stack, and the status is 1', () => {
    const { code, stdout, stderr } = ended;
    expect(stderr).toContain('synthetic-sentiment/kd/seed-1 failed: Training diverged at step 1');
    expect(stderr).toContain(
      'failed and left out of the table: synthetic-sentiment/kd/seed-1, synthetic-sentiment/kd/seed-2.',
    );
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toMatch(/fine-tune +2 /);
    expect(code).toBe(1);
  });
});
