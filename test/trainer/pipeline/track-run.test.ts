import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { LogMetrics } from '@stillhouse/domain/record/metric.ts';
import type { FinishRun, ResumeRun, StartRun } from '@stillhouse/domain/record/run.ts';
import type { Recorder } from '@stillhouse/trainer/record/recorder.ts';
import { Interrupted } from '@stillhouse/trainer/stage/interrupted.ts';
import { RunLedger } from '@stillhouse/trainer/stage/run/run-ledger.ts';
import { type TrackedRun, type TrackTools, trackRun } from '@stillhouse/trainer/stage/run/track-run.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aRun } from '../../prisma/records.ts';

describe('a tracked run', () => {
  let logged: LogMetrics[];
  let finished: FinishRun[];
  let refuseMetrics: boolean;
  let resumed: string[];
  let started: string[];
  let tools: TrackTools;
  const recorder = {
    startRun: async ({ id }: StartRun) => void started.push(id),
    resumeRun: async ({ id }: ResumeRun) => {
      if (!started.includes(id)) throw new ExpectedError('NOT_FOUND', 'no such run');
      resumed.push(id);
    },
    logMetrics: async (metrics: LogMetrics) => {
      if (refuseMetrics) throw new ExpectedError('CONFLICT', 'no more points');
      logged.push(metrics);
    },
    finishRun: async (finish: FinishRun) => void finished.push(finish),
    flush: async () => undefined,
  } as unknown as Recorder;
  const inMemory = { path: null, checkpoints: '/nowhere', every: 1 };
  beforeEach(async () => {
    logged = [];
    finished = [];
    resumed = [];
    started = [];
    refuseMetrics = false;
    tools = { recorder, ledger: await RunLedger.create(inMemory, null) };
  });

  it('is FINISHED with every point recorded, many points in one call', async () => {
    const run = aRun();
    const result = await trackRun(tools, run, async ({ id, metrics }) => {
      for (let step = 1; step <= 100; step++) metrics.log(step, { loss: 1 / step, epoch: step });
      return id;
    });
    expect(started).toEqual([result]);
    expect(finished).toEqual([{ id: result, status: 'FINISHED', failure: null }]);
    // The first step is known at once; the others follow so quickly that they go together.
    expect(logged.map(({ series }) => series.map(({ key, steps }) => [key, steps.length]))).toEqual([
      [
        ['loss', 1],
        ['epoch', 1],
      ],
      [
        ['loss', 99],
        ['epoch', 99],
      ],
    ]);
  });

  it('is CANCELLED when it was interrupted, with what it had', async () => {
    const run = aRun();
    const work = trackRun(tools, run, async ({ metrics }) => {
      metrics.log(1, { loss: 0.5 });
      throw new Interrupted('SIGINT');
    });
    await expect(work).rejects.toBeInstanceOf(Interrupted);
    expect(finished).toEqual([{ id: started[0], status: 'CANCELLED', failure: null }]);
    expect(logged[0]?.series[0]).toMatchObject({ key: 'loss', steps: [1], values: [0.5] });
  });

  it('is FAILED with its message and stack when it breaks', async () => {
    const run = aRun();
    const work = trackRun(tools, run, async () => {
      throw new RangeError('out of memory');
    });
    await expect(work).rejects.toThrow('out of memory');
    expect(finished[0]).toMatchObject({ status: 'FAILED', failure: { message: 'out of memory' } });
    expect(finished[0]?.failure?.stack).toContain('track-run.test.ts');
  });

  it('is FAILED without a stack for an error that says what to mend', async () => {
    const work = trackRun(tools, aRun(), async () => {
      throw new ExpectedError('BAD_INPUT', 'row 7 has no label');
    });
    await expect(work).rejects.toThrow('row 7');
    expect(finished[0]?.failure).toEqual({ message: 'row 7 has no label', stack: null });
  });

  it('is FAILED when its metrics are refused', async () => {
    refuseMetrics = true;
    const work = trackRun(tools, aRun(), async ({ metrics }) => metrics.log(1, { loss: 1 }));
    await expect(work).rejects.toThrow('no more points');
    expect(finished[0]).toMatchObject({ status: 'FAILED', failure: { message: 'no more points' } });
  });

  it('that stopped goes on under its id, with what was decided once', async () => {
    const run = aRun();
    const seen: unknown[] = [];
    const work = trackRun(tools, run, async ({ id, once }) => {
      seen.push(id, await once('draw', () => 17));
      throw new Interrupted('SIGTERM');
    });
    await expect(work).rejects.toBeInstanceOf(Interrupted);
    await trackRun(tools, run, async ({ id, once }) => void seen.push(id, await once('draw', () => 18)));
    expect(seen).toEqual([started[0], 17, started[0], 17]);
    expect([started.length, resumed]).toEqual([1, [started[0]]]);
    expect(finished.map(({ status }) => status)).toEqual(['CANCELLED', 'FINISHED']);
  });

  it('of another recipe, seed or teacher is another run', async () => {
    const ids = [];
    for (const change of [{}, { seed: 2 }, { recipe: { kind: 'teacher' } }, { teacher: aRun().id }]) {
      ids.push(await trackRun(tools, aRun(change), async ({ id }) => id));
    }
    expect(new Set(ids).size).toBe(4);
  });

  it('that is finished is not done again where its result was kept', async () => {
    const run = aRun();
    const result = z.number();
    expect(await trackRun(tools, run, async () => 7, result)).toBe(7);
    expect(await trackRun(tools, run, async () => expect.fail('done again'), result)).toBe(7);
    expect([started.length, finished.length, resumed.length]).toEqual([1, 1, 0]);
    await expect(trackRun(tools, run, async () => 'done again', z.string())).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('another version'),
    });
  });

  it('that is finished is done again without a record where its result cannot be kept', async () => {
    const run = aRun();
    const work = async ({ id, metrics, recorder: own }: TrackedRun) => {
      metrics.log(1, { loss: 1 });
      await own.updateRun({ id, parameters: 3 });
      return new Map([[id, 1]]);
    };
    const quiet = { ...recorder, updateRun: async () => undefined } as Recorder;
    const first = await trackRun({ ...tools, recorder: quiet }, run, work);
    expect(await trackRun(tools, run, work)).toEqual(first);
    expect([logged.length, started.length, finished.length, resumed.length]).toEqual([1, 1, 1, 0]);
  });

  it('whose process died before its end was recorded is ended when it is asked for again', async () => {
    const run = aRun();
    const dying = {
      ...recorder,
      finishRun: async () => {
        throw new ExpectedError('UNAVAILABLE', 'killed');
      },
    } as Recorder;
    const result = z.string();
    await expect(
      trackRun({ ...tools, recorder: dying }, run, async () => 'scores', result),
    ).rejects.toThrow();
    expect(finished).toEqual([]);
    expect(await trackRun(tools, run, async () => expect.fail('done again'), result)).toBe('scores');
    expect(finished).toEqual([{ id: started[0], status: 'FINISHED', failure: null }]);
  });
});
