import { LastingThread } from '../thread/lasting-thread.ts';
import type { SystemSample } from './sample.ts';

/** Seconds between two samples. */
const interval = 5;

/**
 * Samples the process and the machine at an even pace from a thread of its own, so that a training step never waits for nvidia-smi. Where the
 * thread fails, training goes on, that is said, and another one begins.
 */
export class SystemWatch {
  readonly #report: (line: string) => void;
  readonly #milliseconds: number;
  readonly #listeners = new Set<(sample: SystemSample) => void>();
  #thread: LastingThread | undefined;

  /** @param report prints a line for the person who waits; @param seconds between two samples */
  constructor(report: (line: string) => void, seconds: number = interval) {
    this.#report = report;
    this.#milliseconds = seconds * 1000;
  }

  /** Tells each sample from now on. @returns what ends that */
  listen(listener: (sample: SystemSample) => void): () => void {
    this.#thread ??= this.#start();
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#thread?.close();
    this.#thread = undefined;
  }

  #start(): LastingThread {
    return new LastingThread({
      name: 'The watch on the system',
      module: new URL('./system-thread.mjs', import.meta.url),
      workerData: { milliseconds: this.#milliseconds },
      onBegin: (worker) => {
        worker.on('message', (sample: SystemSample) => {
          for (const listener of this.#listeners) listener(sample);
        });
      },
      report: this.#report,
      pause: this.#milliseconds,
    });
  }
}
