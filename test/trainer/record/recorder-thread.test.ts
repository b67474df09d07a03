import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BroadcastChannel } from 'node:worker_threads';
import { type Call, perform } from '@stillhouse/trainer/record/call.ts';
import { callRecorder } from '@stillhouse/trainer/record/call-recorder.ts';
import { Spool } from '@stillhouse/trainer/record/spool.ts';
import { leftSpools } from '@stillhouse/trainer/record/spools.ts';
import {
  RecorderThread,
  type RecorderThreadOptions,
} from '@stillhouse/trainer/record/thread/recorder-thread.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serve } from '../../api/serve.ts';
import { HoldingApi } from './holding-api.ts';
import { recorderSuite } from './recorder-suite.ts';

recorderSuite('a recorder in a thread of its own', async () => {
  const { url, db, home, close } = await serve();
  const thread = new RecorderThread({
    address: { kind: 'api', url, apiKey: undefined },
    spool: join(home, 'spool', `now_${process.pid}`),
    report: expect.fail,
  });
  const recorder = callRecorder(thread);
  return {
    recorder,
    database: db,
    home,
    async close() {
      await recorder.close();
      await close();
    },
  };
});

const upTo = (count: number) => Array.from({ length: count }, (_, step) => step);

describe('the thread of the recorder', () => {
  let api: HoldingApi;
  let home: string;
  let spool: string;
  let lines: string[];
  beforeEach(async () => {
    api = await HoldingApi.start();
    home = await mkdtemp(join(tmpdir(), 'stillhouse-thread-'));
    spool = join(home, 'spool', `now_${process.pid}`);
    lines = [];
  });
  afterEach(async () => {
    await api.close();
    await rm(home, { recursive: true, force: true });
  });

  const open = (more: Partial<RecorderThreadOptions> = {}) => {
    const thread = new RecorderThread({
      address: { kind: 'api', url: api.url, apiKey: undefined },
      ...{ spool, report: (line) => lines.push(line), pace: { firstPause: 20, longestPause: 50 } },
      ...more,
    });
    const recorder = callRecorder(thread);
    const point = (step: number) => ({
      ...{ run: randomUUID(), batch: randomUUID() },
      series: [{ key: 'loss', steps: [step], values: [step] }],
    });
    return { recorder, log: (step: number) => recorder.logMetrics(point(step)) };
  };
  const overflowed = async () =>
    (await readdir(join(spool, 'overflow')).catch(() => [])).filter((name) => name.endsWith('.call'));

  it('holds at most so many calls in memory: further ones wait on disk, and all arrive in their order', async () => {
    const { recorder, log } = open({ most: { calls: 4, bytes: 2 ** 20 } });
    const logged = upTo(20).map(log);
    // This thread has not returned to its event loop since, and what is on disk is safe.
    await Promise.all(logged.slice(4));
    await vi.waitFor(() => expect(api.steps).toEqual([0]), 20_000);
    api.open();
    await Promise.all(logged);
    await recorder.close();
    expect(api.steps).toEqual(upTo(20));
    expect(lines).toEqual([]);
    await expect(readdir(spool)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('counts the bytes of the calls that it holds, too', async () => {
    const { recorder, log } = open({ most: { calls: 1000, bytes: 1000 } });
    const logged = upTo(20).map(log);
    expect((await overflowed()).length).toBeGreaterThan(10);
    api.open();
    await Promise.all(logged);
    await recorder.close();
    expect(api.steps).toEqual(upTo(20));
  });

  it('is started again when it dies, takes up what was not delivered, and keeps nobody waiting meanwhile', async () => {
    const { recorder, log } = open({ module: new URL('./dying-thread.mjs', import.meta.url) });
    const before = [log(0), log(1), log(2)];
    await vi.waitFor(() => expect(api.steps).toEqual([0]), 20_000);
    const channel = new BroadcastChannel(spool);
    channel.postMessage('die');
    await Promise.all([...before, recorder.flush()]);
    expect(lines).toEqual(['The recorder failed (on purpose); starting it again.']);
    await log(3);
    expect(await overflowed()).toHaveLength(4);
    api.open();
    await vi.waitFor(() => expect(api.steps).toEqual([0, 0, 1, 2, 3]), 20_000);
    await log(4);
    await recorder.close();
    channel.close();
    expect(api.steps).toEqual([0, 0, 1, 2, 3, 4]);
    await expect(readdir(spool)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('reports how many calls are left, and the rate, while somebody waits for them', async () => {
    const { recorder, log } = open({ pace: { progress: 20 } });
    upTo(5).map(log);
    const closed = recorder.close();
    await vi.waitFor(() => expect(lines.length).toBeGreaterThan(1), 20_000);
    expect(lines[1]).toBe('Sending stored calls: 5 left, 0.0 a second.');
    api.open();
    await closed;
    expect(api.steps).toEqual(upTo(5));
  });

  it('leaves nothing behind in memory when the process exits: the next one finds it on disk, in its order', async () => {
    const left = join(home, 'spool', 'then_1073741824');
    const script = fileURLToPath(new URL('./exiting-process.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, api.url, left, '5'], {
      stdio: 'inherit',
    });
    expect(await once(child, 'exit')).toEqual([7, null]);
    const found: number[] = [];
    const target = {
      logMetrics: async (input: { series: { steps: number[] }[] }) =>
        void found.push(...(input.series[0]?.steps ?? [])),
    };
    for (const { folder, size } of await leftSpools(home)) {
      expect(size).toBe(5);
      const waiting = await Spool.open(folder);
      for (let call: Call | null = await waiting.first(); call; call = await waiting.first()) {
        await perform(target as never, call);
        await waiting.settle();
      }
    }
    expect(found).toEqual(upTo(5));
  });
});
