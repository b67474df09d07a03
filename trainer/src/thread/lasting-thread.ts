import { Worker } from 'node:worker_threads';

export interface LastingThreadOptions {
  /** What it does, as the subject of a sentence: `The recorder`. */
  name: string;
  /** A module of plain JavaScript. */
  module: URL;
  /** Made for each thread. */
  workerData(): unknown;
  /** Called with each thread as it begins, the first one too. */
  onBegin(worker: Worker): void;
  /** Called when a thread has failed, before the next one begins. */
  onFail?(): void;
  /** Prints a line for the person who waits. */
  report(line: string): void;
  /** Milliseconds from the end of one that failed to the beginning of the next. */
  pause: number;
}

/**
 * A thread that helps a training and never ends it: where it fails, that is reported, once for each reason, and another one begins. It does
 * not keep the process alive.
 */
export class LastingThread {
  readonly #options: LastingThreadOptions;
  #worker: Worker | undefined;
  #restart: NodeJS.Timeout | undefined;
  #said: string | undefined;
  #closed = false;

  constructor(options: LastingThreadOptions) {
    this.#options = options;
    this.#begin();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#restart);
    await this.#worker?.terminate();
  }

  #begin(): void {
    const { module, workerData, onBegin } = this.#options;
    const worker = new Worker(module, { workerData: workerData() });
    let reason: string | undefined;
    worker.on('error', (error: unknown) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    // Behind every error; and alone where something in the thread called process.exit.
    worker.on('exit', (code) => {
      if (!this.#closed) this.#failed(reason ?? `it ended with code ${code}`);
    });
    worker.unref();
    this.#worker = worker;
    onBegin(worker);
  }

  #failed(reason: string): void {
    const { name, report, pause, onFail } = this.#options;
    this.#worker = undefined;
    if (reason !== this.#said) report(`${name} failed (${reason}); starting it again.`);
    this.#said = reason;
    onFail?.();
    this.#restart = setTimeout(() => this.#begin(), pause).unref();
  }
}
