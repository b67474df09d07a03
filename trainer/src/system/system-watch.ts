import { Worker } from 'node:worker_threads';
import type { SystemSample } from './sample.ts';

/** Seconds between two samples. */
const interval = 5;

/** Samples the process and the machine at an even pace from a thread of its own, so that a training step never waits for nvidia-smi. */
export class SystemWatch {
  readonly #milliseconds: number;
  readonly #listeners = new Set<(sample: SystemSample) => void>();
  #worker: Worker | undefined;

  /** @param seconds between two samples */
  constructor(seconds: number = interval) {
    this.#milliseconds = seconds * 1000;
  }

  /** Tells each sample from now on. @returns what ends that */
  listen(listener: (sample: SystemSample) => void): () => void {
    this.#worker ??= this.#start();
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  #start(): Worker {
    const workerData = { milliseconds: this.#milliseconds };
    const worker = new Worker(new URL('./system-thread.mjs', import.meta.url), { workerData });
    worker.on('message', (sample: SystemSample) => {
      for (const listener of this.#listeners) listener(sample);
    });
    worker.unref();
    return worker;
  }
}
