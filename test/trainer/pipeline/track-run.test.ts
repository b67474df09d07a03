import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { LogMetrics } from '@stillhouse/domain/record/metric.ts';
import type { FinishRun } from '@stillhouse/domain/record/run.ts';
import type { Recorder } from '@stillhouse/trainer/record/recorder.ts';
import { Interrupted } from '@stillhouse/trainer/stage/interrupted.ts';
import { trackRun } from '@stillhouse/trainer/stage/track-run.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { aRun } from '../../prisma/records.ts';

describe('a tracked run', () => {
  let logged: LogMetrics[];
  let finished: FinishRun[];
  let refuseMetrics: boolean;
  const recorder = {
    startRun: async () => undefined,
    logMetrics: async (metrics: LogMetrics) => {
      if (refuseMetrics) throw new ExpectedError('CONFLICT', 'no more points');
      logged.push(metrics);
    },
    finishRun: async (finish: FinishRun) => void finished.push(finish),
    flush: async () => undefined,
  } as unknown as Recorder;
  beforeEach(() => {
    logged = [];
    finished = [];
    refuseMetrics = false;
  });

  it('is FINISHED with every point recorded, many points in one call', async () => {
    const run = aRun();
    const result = await trackRun(recorder, run, async ({ id, metrics }) => {
      for (let step = 1; step <= 100; step++) metrics.log(step, { loss: 1 / step, epoch: step });
      return id;
    });
    expect(result).toBe(run.id);
    expect(finished).toEqual([{ id: run.id, status: 'FINISHED', failure: null }]);
    expect(logged).toHaveLength(1);
    expect(logged[0]?.series.map(({ key, steps }) => [key, steps.length])).toEqual([
      ['loss', 100],
      ['epoch', 100],
    ]);
  });

  it('is CANCELLED when it was interrupted, with what it had', async () => {
    const run = aRun();
    const work = trackRun(recorder, run, async ({ metrics }) => {
      metrics.log(1, { loss: 0.5 });
      throw new Interrupted('SIGINT');
    });
    await expect(work).rejects.toBeInstanceOf(Interrupted);
    expect(finished).toEqual([{ id: run.id, status: 'CANCELLED', failure: null }]);
    expect(logged[0]?.series[0]).toMatchObject({ key: 'loss', steps: [1], values: [0.5] });
  });

  it('is FAILED with its message and stack when it breaks', async () => {
    const run = aRun();
    const work = trackRun(recorder, run, async () => {
      throw new RangeError('out of memory');
    });
    await expect(work).rejects.toThrow('out of memory');
    expect(finished[0]).toMatchObject({ status: 'FAILED', failure: { message: 'out of memory' } });
    expect(finished[0]?.failure?.stack).toContain('track-run.test.ts');
  });

  it('is FAILED without a stack for an error that says what to mend', async () => {
    const work = trackRun(recorder, aRun(), async () => {
      throw new ExpectedError('BAD_INPUT', 'row 7 has no label');
    });
    await expect(work).rejects.toThrow('row 7');
    expect(finished[0]?.failure).toEqual({ message: 'row 7 has no label', stack: null });
  });

  it('is FAILED when its metrics are refused', async () => {
    refuseMetrics = true;
    const work = trackRun(recorder, aRun(), async ({ metrics }) => metrics.log(1, { loss: 1 }));
    await expect(work).rejects.toThrow('no more points');
    expect(finished[0]).toMatchObject({ status: 'FAILED', failure: { message: 'no more points' } });
  });
});
