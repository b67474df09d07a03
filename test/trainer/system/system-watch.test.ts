import type { LogMetrics } from '@stillhouse/domain/record/metric.ts';
import { followSystem } from '@stillhouse/trainer/stage/run/follow-system.ts';
import { MetricBuffer } from '@stillhouse/trainer/stage/run/metric-buffer.ts';
import { type SystemSample, systemSampler } from '@stillhouse/trainer/system/sample.ts';
import { SystemWatch } from '@stillhouse/trainer/system/system-watch.ts';
import { describe, expect, it, vi } from 'vitest';

describe('a sample of the system', () => {
  it('has the memory and the processor of this process, and each GPU', async () => {
    const sample = systemSampler(async () => [{ index: 1, percent: 50, watts: 10 }]);
    const found = await sample();
    expect(Object.keys(found).sort()).toEqual([
      'system/cpuPercent',
      'system/gpu1/percent',
      'system/gpu1/watts',
      'system/rssBytes',
    ]);
    const rss = process.memoryUsage.rss();
    expect(found['system/rssBytes']).toBeGreaterThan(rss / 2);
    expect(found['system/rssBytes']).toBeLessThan(rss * 2);
  });

  it('asks for GPUs once where there are none', async () => {
    let asked = 0;
    const sample = systemSampler(async () => {
      asked++;
      throw new Error('nvidia-smi: not found');
    });
    expect(Object.keys(await sample()).sort()).toEqual(['system/cpuPercent', 'system/rssBytes']);
    await sample();
    expect(asked).toBe(1);
  });

  it('has a gap where GPUs that answered before do not once', async () => {
    let asked = 0;
    const sample = systemSampler(async () => {
      if (++asked === 2) throw new Error('nvidia-smi: timed out');
      return [{ index: 0, percent: asked }];
    });
    const seen = [await sample(), await sample(), await sample()].map((one) => one['system/gpu0/percent']);
    expect(seen).toEqual([1, undefined, 3]);
  });
});

describe('the watch on the system', () => {
  it('tells samples from a thread of its own until it is not listened to, and lets the process end', async () => {
    const watch = new SystemWatch(() => undefined, 0.05);
    const heard: SystemSample[] = [];
    const stop = watch.listen((sample) => heard.push(sample));
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(1), { timeout: 20_000 });
    stop();
    const count = heard.length;
    const others: SystemSample[] = [];
    watch.listen((sample) => others.push(sample));
    await vi.waitFor(() => expect(others.length).toBeGreaterThan(1), { timeout: 20_000 });
    expect(heard).toHaveLength(count);
    await watch.close();
    expect(heard[0]?.['system/rssBytes']).toBeGreaterThan(0);
  });

  it('is recorded with the pace of the run, by second since it began', async () => {
    const logged: LogMetrics[] = [];
    const recorder = { logMetrics: async (metrics: LogMetrics) => void logged.push(metrics) };
    const metrics = new MetricBuffer(recorder, 'run');
    const listeners: ((sample: SystemSample) => void)[] = [];
    const watch = {
      listen(listener: (sample: SystemSample) => void) {
        listeners.push(listener);
        return () => undefined;
      },
    } as unknown as SystemWatch;
    followSystem(watch, metrics, Date.now() - 90_000);
    metrics.work.examples += 300;
    metrics.work.tokens += 9000;
    listeners[0]?.({ 'system/rssBytes': 5 });
    await metrics.flush();
    const series = new Map(logged[0]?.series.map((one) => [one.key, one]));
    expect(series.get('system/rssBytes')).toMatchObject({ steps: [90], values: [5] });
    const [examples, tokens] = ['examples', 'tokens'].map(
      (what) => series.get(`system/${what}PerSecond`)?.values[0] ?? Number.NaN,
    );
    expect(examples).toBeGreaterThan(0);
    expect(tokens! / examples!).toBeCloseTo(30, 6);
  });
});
