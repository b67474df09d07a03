import { LastingThread } from '@stillhouse/trainer/thread/lasting-thread.ts';
import { describe, expect, it, vi } from 'vitest';

const patience = { timeout: 20_000 };

/** A thread that fails so many times. */
function begin(failures: number) {
  const begun = new Int32Array(new SharedArrayBuffer(4));
  const [lines, heard]: [string[], unknown[]] = [[], []];
  const thread = new LastingThread({
    name: 'The helper',
    module: new URL('./failing-thread.mjs', import.meta.url),
    workerData: { begun, failures },
    onBegin(worker) {
      worker.on('message', (message) => heard.push(message));
      worker.postMessage('what it has to know');
    },
    report: (line) => lines.push(line),
    pause: 20,
  });
  return { thread, begun, lines, heard };
}

describe('a thread that helps a training', () => {
  it('is begun again where it fails, with what it has to know, and each reason is said', async () => {
    const { thread, begun, lines, heard } = begin(2);
    await vi.waitFor(() => expect(heard).toEqual(['what it has to know']), patience);
    thread.post('more');
    await vi.waitFor(() => expect(heard).toEqual(['what it has to know', 'more']), patience);
    expect(begun[0]).toBe(3);
    expect(lines).toEqual([
      'The helper failed (on purpose); it is begun again.',
      'The helper failed (it ended with code 3); it is begun again.',
    ]);
    await thread.close();
  });

  it('is not begun again once it is closed, also not in the pause after a failure', async () => {
    const { thread, begun, lines } = begin(1000);
    await vi.waitFor(() => expect(lines.length).toBeGreaterThan(0), patience);
    await thread.close();
    const [count, said] = [begun[0], lines.length];
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(begun[0]).toBe(count);
    expect(lines).toHaveLength(said);
  });
});
