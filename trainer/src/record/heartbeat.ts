import { Worker } from 'node:worker_threads';
import { heartbeatSeconds } from '@stillhouse/domain/run/run.ts';

/** How a thread that shares nothing with the recorder reaches the platform. */
export type HeartbeatTarget =
  | { kind: 'api'; url: string; apiKey: string | undefined }
  | { kind: 'postgres'; url: string };

/** What the thread is told. */
export type HeartbeatOrder = { watch: string } | { unwatch: string };

/** What the thread starts with. */
export interface HeartbeatData {
  target: HeartbeatTarget;
  milliseconds: number;
}

/**
 * Tells the platform at an even pace which runs live, from a thread of its own: a step that keeps the main thread busy for a minute
 * never looks like death, and the end of the process, however sudden, ends it.
 */
export class Heartbeat {
  readonly #data: HeartbeatData;
  #worker: Worker | undefined;

  /** @param seconds between two beats */
  constructor(target: HeartbeatTarget, seconds: number = heartbeatSeconds) {
    this.#data = { target, milliseconds: seconds * 1000 };
  }

  watch(run: string): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage({ watch: run } satisfies HeartbeatOrder);
  }

  unwatch(run: string): void {
    this.#worker?.postMessage({ unwatch: run } satisfies HeartbeatOrder);
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  #start(): Worker {
    const worker = new Worker(new URL('./heartbeat-thread.mjs', import.meta.url), { workerData: this.#data });
    worker.unref();
    return worker;
  }
}
