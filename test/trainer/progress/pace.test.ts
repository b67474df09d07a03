import { lineProgress } from '@stillhouse/trainer/progress/line-progress.ts';
import { clock, Pace } from '@stillhouse/trainer/progress/pace.ts';
import { showing } from '@stillhouse/trainer/progress/showing.ts';
import { describe, expect, it } from 'vitest';

describe('progress', () => {
  it('tells rate, loss and time left from the steps so far', () => {
    let now = 0;
    const pace = new Pace(() => now);
    now = 2000;
    pace.add({ step: 1, steps: 4, examples: 3000, loss: 0.5 });
    expect([pace.rate, pace.loss, pace.left]).toEqual(['1,500 examples/s', 'loss 0.5000', '0:06 left']);
  });

  it('writes hours only where there are some', () => {
    expect([5, 65, 3723].map(clock)).toEqual(['0:05', '1:05', '1:02:03']);
  });

  it('is shown of work that turns out to take long, and of quick work not at all', async () => {
    const lines: string[] = [];
    const progress = lineProgress((line) => lines.push(line));
    const worked = (milliseconds: number) => {
      let now = 0;
      return showing(
        progress,
        `work of ${milliseconds} ms`,
        async (update) => {
          for (let step = 1; step <= 10; step++) {
            now += milliseconds / 10;
            update({ step, steps: 10, examples: 8 });
          }
          return milliseconds;
        },
        () => now,
      );
    };
    expect([await worked(1000), await worked(5000)]).toEqual([1000, 5000]);
    expect(lines).toEqual([expect.stringMatching(/^work of 5000 ms +0:00 /)]);
    const failing = showing(progress, 'failing', async () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(lines).toHaveLength(1);
  });

  it('without a terminal sums a quick piece of work up in one line', () => {
    const lines: string[] = [];
    const bar = lineProgress((line) => lines.push(line)).begin('rte/kd/seed-1');
    for (let step = 1; step <= 50; step++) bar.update({ step, steps: 50, examples: 8, loss: 1 });
    bar.end('accuracy 61.0');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^rte\/kd\/seed-1 +0:00 .* examples\/s {2}accuracy 61\.0$/);
  });
});
