import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from '../../api/serve.ts';
import { type Ended, runCommand } from '../command/run-command.ts';

const file = `
name: rates
task: synthetic-sentiment
recipe: tiny
objectives: [kd]
method: grid
seeds: [1, 2]
set: ['student.training.divergence=1.0001', 'student.training.clipNorm=null', 'student.training.epochs=2']
parameters:
  student.training.learningRate: { values: [1, 0.003] }
`;

describe('a sweep with a recipe that diverges', () => {
  let served: Served;
  let home: string;
  let ended: Ended[];
  beforeAll(async () => {
    served = await serve();
    home = await mkdtemp(join(tmpdir(), 'stillhouse-sweep-'));
    await writeFile(join(home, 'sweep.yaml'), file);
    const sweep = () =>
      runCommand(['sweep', join(home, 'sweep.yaml'), '--backend', 'cpu', '--api', served.url], {
        STILLHOUSE_HOME: home,
      });
    ended = [await sweep(), await sweep()];
  }, 240_000);
  afterAll(async () => {
    await served.close();
    await rm(home, { recursive: true, force: true });
  });

  it('trains one teacher for all, and a run for each point and seed, tagged with its name', async () => {
    const runs = await served.db.query('SELECT name, status, tags FROM run ORDER BY name');
    const tags = ['rates'];
    expect(runs).toEqual([
      { name: 'rates/1/kd/seed-1', status: 'FAILED', tags },
      { name: 'rates/1/kd/seed-2', status: 'FAILED', tags },
      { name: 'rates/1/teacher/seed-1', status: 'FINISHED', tags },
      { name: 'rates/2/kd/seed-1', status: 'FINISHED', tags },
      { name: 'rates/2/kd/seed-2', status: 'FINISHED', tags },
    ]);
  });

  it('goes on past what failed, says it, and shows the others with their spread over seeds', () => {
    for (const { code, stdout, stderr } of ended) {
      expect(code, stderr).toBe(1);
      expect(stdout).toMatch(/^dev\[:100\]: accuracy × 100$/m);
      expect(stdout).toMatch(/^kd {2}student.training.learningRate=0.003000 +2 +.* ± .* ± /m);
      expect(stderr).toContain('failed');
      expect(stderr).toContain('Training 4 of 4: student.training.learningRate=0.003, seed 2');
    }
  });

  it('called again does not train again what is finished, and shows the same', () => {
    expect(ended[1]?.stdout).toBe(ended[0]?.stdout);
  });
});
