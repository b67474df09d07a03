import { heartbeatSeconds } from '@stillhouse/domain/run/run.ts';
import { LastingThread } from '../thread/lasting-thread.ts';

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
 * never looks like death, and the end of the process, however sudden, ends it. Where the thread fails, training goes on, that is said, and
 * another one begins.
 */
export class Heartbeat {
  readonly #data: HeartbeatData;
  readonly #report: (line: string) => void;
  readonly #runs = new Set<string>();
  #thread: LastingThread | undefined;

  /** @param report prints a line for the person who waits; @param seconds between two beats */
  constructor(target: HeartbeatTarget, report: (line: string) => void, seconds: number = heartbeatSeconds) {
    this.#data = { target, milliseconds: seconds * 1000 };
    this.#report = report;
  }

  watch(run: string): void {
    this.#runs.add(run);
    if (this.#thread) this.#thread.post({ watch: run } satisfies HeartbeatOrder);
    else this.#thread = this.#start();
  }

  unwatch(run: string): void {
    this.#runs.delete(run);
    this.#thread?.post({ unwatch: run } satisfies HeartbeatOrder);
  }

  async close(): Promise<void> {
    await this.#thread?.close();
    this.#thread = undefined;
  }

  #start(): LastingThread {
    return new LastingThread({
      name: 'The heartbeat',
      module: new URL('./heartbeat-thread.mjs', import.meta.url),
      workerData: this.#data,
      onBegin: (worker) => {
        for (const run of this.#runs) worker.postMessage({ watch: run } satisfies HeartbeatOrder);
      },
      report: this.#report,
      pause: this.#data.milliseconds,
    });
  }
}
