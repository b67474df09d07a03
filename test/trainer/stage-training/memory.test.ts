import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';

const seen = z.array(z.object({ tensors: z.int(), bytes: z.int(), rss: z.number() })).length(2);

it('memory is flat over 500 steps: not a tensor, not a byte of tensors more, and the process within 48 MiB', () => {
  const script = fileURLToPath(new URL('./memory-process.ts', import.meta.url));
  const printed = execFileSync(process.execPath, ['--expose-gc', '--import', 'tsx', script], {
    encoding: 'utf8',
  });
  const [early, late] = seen.parse(JSON.parse(printed.trim().split('\n').at(-1) ?? ''));
  expect(late?.tensors).toBe(early?.tensors);
  expect(late?.bytes).toBe(early?.bytes);
  expect((late?.rss ?? 0) - (early?.rss ?? 0)).toBeLessThan(48 * 2 ** 20);
});
