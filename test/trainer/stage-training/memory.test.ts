import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';

const seen = z.array(z.object({ tensors: z.int(), bytes: z.int(), rss: z.number() })).length(26);

it('memory is flat over 500 steps: not a tensor, not a byte of tensors more, and the process within 24 MiB', () => {
  const script = fileURLToPath(new URL('./memory-process.ts', import.meta.url));
  const printed = execFileSync(process.execPath, ['--expose-gc', '--import', 'tsx', script], {
    encoding: 'utf8',
  });
  const samples = seen.parse(JSON.parse(printed.trim().split('\n').at(-1) ?? ''));
  expect(new Set(samples.map(({ tensors }) => tensors))).toHaveProperty('size', 1);
  expect(new Set(samples.map(({ bytes }) => bytes))).toHaveProperty('size', 1);
  // The least of each end: the engine takes room and gives it back as it likes in between.
  const least = (some: typeof samples) => Math.min(...some.map(({ rss }) => rss));
  expect(least(samples.slice(-6)) - least(samples.slice(0, 6))).toBeLessThan(24 * 2 ** 20);
});
