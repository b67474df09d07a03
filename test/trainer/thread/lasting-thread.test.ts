import type { Worker } from 'node:worker_threads';
import { LastingThread } from '@stillhouse/trainer/thread/lasting-thread.ts';
import { describe, expect, it, vi } from 'vitest';

const patience = { timeout: 20_000 };

/** A thread that fails so many times. */
function begin(failures: number) {
  const begun = new Int32Array(new SharedArrayBuffer(4));
  const [lines, heard]: [string[], unknown[]] = [[], []];
  const workers: Worker[] = [];
  const thread = new LastingThread({
    name: 'The helper',
    module: new URL('./failing-thread.mjs', import.meta.url),
    workerData: () => ({ begun, failures }),
    onBegin(worker) {
      workers.push(worker);
      worker.on('message', (message) => heard.push(message));
      worker.postMessage('what it has to know');
    },
    onFail: () => lines.push('(failed)'),
    report: (line) => lines.push(line),
    pause: 20,
  });
  return { thread, begun, lines, heard, workers };
}

describe('a thread that helps a training', () => {
  it('is started again when it fails, with what it has to know, and each reason is reported', async () => {
    const { thread, begun, lines, heard, workers } = begin(2);
    await vi.waitFor(() => expect(heard).toEqual(['what it has to know']), patience);
    workers.at(-1)?.postMessage('more');
    await vi.waitFor(() => expect(heard).toEqual(['what it has to know', 'more']), patience);
    expect(begun[0]).toBe(3);
    expect(lines).toEqual([
      'The helper failed (on purpose); starting it again.',
      '(failed)',
      'The helper failed (it ended with code 3); starting it again.',
      '(failed)',
    ]);
    await thread.close();
  });

  it('is not started again once it is closed, also not in the pause after a failure', async () => {
    const { thread, begun, lines } = begin(1000);
    await vi.waitFor(() => expect(lines.length).toBeGreaterThan(0), patience);
    await thread.close();
    const [count, said] = [begun[0], lines.length];
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(begun[0]).toBe(count);
    expect(lines).toHaveLength(said);
  });
});
