import { join } from 'node:path';
import { tunedTable } from '@stillhouse/trainer/command/table/tuned-table.ts';
import { createPostgresReader } from '@stillhouse/trainer/record/postgres-reader.ts';
import { type TuneAgainJob, tuneAgain } from '@stillhouse/trainer/stage/knowledge-base/tune-again.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anEvaluatedStudent, type EvaluatedStudent, saidOfHeldOut } from './evaluated-student.ts';

let there: EvaluatedStudent;
beforeAll(async () => {
  there = await anEvaluatedStudent();
});
afterAll(() => there?.close());

describe('finished students with K, τ and β chosen anew', () => {
  it('are scored from what is stored, by another grid, and nothing is recorded', async () => {
    await saidOfHeldOut(there);
    const { served, base } = there;
    const signal = new AbortController().signal;
    const tools = { reader: createPostgresReader(served.db), checkpoints: there.checkpoints, signal };
    const evaluations = () => tools.reader.evaluationsOf(base);
    const before = await evaluations();
    const tunedBy = (change: TuneAgainJob['change']) =>
      tuneAgain({ knowledgeBase: base, runs: null, change }, tools);

    const [tuned, ...others] = await tunedBy((grid) => grid);
    expect(others).toEqual([]);
    expect(tuned).toMatchObject({
      run: 'student',
      dataset: 'dev',
      policy: { k: 1, temperature: 5, beta: 0 },
      before: { policy: { k: 3, temperature: 0.2, beta: 0.4 } },
    });
    expect(tuned?.fused).toBe(tuned?.neighborsOnly);

    const [alone] = await tunedBy((grid) => ({ ...grid, beta: [1] }));
    expect(alone).toMatchObject({ policy: { beta: 1 }, alone: 13 / 25, fused: 13 / 25, gainPValue: 1 });
    expect(tunedTable(alone ? [alone] : [])).toMatch(
      /^dev, × 100\n.*\n─+\nstudent +\d+ +5 +1 +52\.0 .* 52\.0 +0\.0 +1\.0 /,
    );
    expect(await evaluations()).toEqual(before);

    await expect(
      tuneAgain(
        { knowledgeBase: base, runs: null, change: (grid) => grid },
        { ...tools, checkpoints: join(there.checkpoints, 'elsewhere') },
      ),
    ).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.not.stringContaining('--policy') });
  });
});
