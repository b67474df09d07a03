import { systemSampler } from '@stillhouse/trainer/system/sample.ts';
import { describe, expect, it } from 'vitest';

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
