import { mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stageCheckpoints } from '@stillhouse/trainer/stage/run/stage-checkpoints.ts';
import type { StageCheckpoints } from '@stillhouse/trainer/stage/training-context.ts';
import type { LoopState } from '@stillhouse/trainer/training/loop-state.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const array = (...values: number[]) => ({ shape: [values.length], values: Float32Array.from(values) });

function stateAt(step: number, bestStep: number | null = null, done = false): LoopState {
  return {
    position: {
      step,
      examples: 8 * step,
      done,
      order: { random: 4_000_000_000, taken: 3 },
      randoms: { dropout: 1 },
      optimizerSteps: { '': step },
      loss: { '': { first: 0.1 + 0.2, smoothed: 1e-300 } },
      best: bestStep === null ? null : { step: bestStep, value: 1 / 3, since: 2 },
    },
    tensors: { 'weights.a': array(step, -0, 1.1754944e-38), '.first.a': array(1e-45, 0.1, 3) },
    best: bestStep === null || done ? null : { a: array(bestStep, 5, 6) },
  };
}

describe('the states of a stage', () => {
  let folder: string;
  let saved: number;
  let checkpoints: StageCheckpoints;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'stillhouse-states-')), 'encoder');
    saved = 0;
    const beforeSave = async () => void saved++;
    checkpoints = stageCheckpoints({ folder, every: 5, beforeSave });
  });
  afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));
  const names = async () => (await readdir(folder)).sort();

  it('are none before the first', async () => {
    expect(await checkpoints.load()).toBeNull();
  });

  it('come back bit for bit, the best weights with the last state; older ones are gone', async () => {
    await checkpoints.save(stateAt(5));
    await checkpoints.save(stateAt(10, 8));
    await checkpoints.save(stateAt(15, 8));
    expect(await names()).toEqual(['best-000000008', 'step-000000015']);
    const state = await checkpoints.load();
    expect(state).toEqual(stateAt(15, 8));
    expect(Object.is(state?.tensors['weights.a']?.values[1], -0)).toBe(true);
    await checkpoints.save(stateAt(20, 18));
    expect(await names()).toEqual(['best-000000018', 'step-000000020']);
    expect(saved).toBe(4);
  });

  it('of a stage that is done have no best weights beside its own', async () => {
    await checkpoints.save(stateAt(10, 8));
    await checkpoints.save(stateAt(12, 8, true));
    expect(await names()).toEqual(['step-000000012']);
    expect(await checkpoints.load()).toEqual(stateAt(12, 8, true));
  });

  it('that were being written when the process was killed do not count, and go with the next', async () => {
    await checkpoints.save(stateAt(5, 3));
    const torn = join(folder, 'step-000000010.4711.unfinished');
    await mkdir(torn);
    await writeFile(join(torn, 'position.json'), '{"step": 1');
    expect((await checkpoints.load())?.position.step).toBe(5);
    await checkpoints.save(stateAt(10, 3));
    expect(await names()).toEqual(['best-000000003', 'step-000000010']);
  });

  it('of one step may be saved again', async () => {
    await checkpoints.save(stateAt(5));
    await checkpoints.save(stateAt(5));
    expect(await checkpoints.load()).toEqual(stateAt(5));
  });

  it('are not saved where what has to be safe before is not', async () => {
    const refusing = stageCheckpoints({
      folder,
      every: 5,
      beforeSave: () => Promise.reject(new Error('the points are not recorded')),
    });
    await expect(refusing.save(stateAt(5))).rejects.toThrow('not recorded');
    expect(await checkpoints.load()).toBeNull();
  });

  it('that are damaged are said so, with what to do', async () => {
    await checkpoints.save(stateAt(5));
    await truncate(join(folder, 'step-000000005', 'tensors-0.safetensors'), 30);
    await expect(checkpoints.load()).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining(`delete ${folder}`),
    });
  });
});
