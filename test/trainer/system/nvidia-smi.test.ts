import { readFile } from 'node:fs/promises';
import { parseHeader, parseUses } from '@stillhouse/trainer/system/nvidia-smi.ts';
import { metricsOf } from '@stillhouse/trainer/system/sample.ts';
import { describe, expect, it } from 'vitest';

const printed = (name: string) =>
  readFile(new URL(`../../fixtures/nvidia-smi/${name}`, import.meta.url), 'utf8');

describe('what nvidia-smi prints', () => {
  it('is read as what each GPU does, in bytes, watts and degrees', async () => {
    expect(parseUses(await printed('two-gpus.csv'))).toEqual([
      {
        index: 0,
        percent: 98,
        memoryBytes: 7_585_398_784,
        memoryTotalBytes: 16_106_127_360,
        watts: 69.81,
        celsius: 72,
      },
      {
        index: 1,
        percent: 0,
        memoryBytes: 3_145_728,
        memoryTotalBytes: 16_106_127_360,
        watts: 9.96,
        celsius: 41,
      },
    ]);
  });

  it('leaves out what a GPU does not tell', async () => {
    const [use] = parseUses(await printed('partitioned.csv'));
    expect(Object.keys(use ?? {})).toEqual(['index', 'memoryBytes', 'memoryTotalBytes', 'celsius']);
    expect(metricsOf(use!)).toEqual({
      'system/gpu0/memoryBytes': 19456 * 2 ** 20,
      'system/gpu0/memoryTotalBytes': 81559 * 2 ** 20,
      'system/gpu0/celsius': 34,
    });
  });

  it('says the driver and the newest CUDA', async () => {
    expect(parseHeader(await printed('header.txt'))).toEqual({ driver: '550.54.15', cuda: '12.4' });
    expect(parseHeader('No devices were found\n')).toBeNull();
  });

  it('of no GPU is nothing, and what is none of it an error', () => {
    expect(parseUses('\n')).toEqual([]);
    expect(() => parseUses('NVIDIA-SMI has failed')).toThrow('without an index');
  });
});
