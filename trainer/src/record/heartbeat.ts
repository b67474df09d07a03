import { heartbeatSeconds } from '@stillhouse/domain/run/run.ts';

/**
 * Reports at an even pace which runs are alive. It belongs to a thread that nothing keeps busy: a training step of a minute must not look
 * like death, and the end of the process, however sudden, ends it.
 */
export class Heartbeat {
  readonly #runs = new Set<string>();
  readonly #timer: NodeJS.Timeout;

  /** @param beat reports one run @param seconds between two beats */
  constructor(beat: (run: string) => Promise<void>, seconds: number = heartbeatSeconds) {
    let beating = false;
    this.#timer = setInterval(async () => {
      if (beating) return;
      beating = true;
      // A beat that fails is not repeated: the next one is due soon, and the recorder's own calls show an outage or a refusal.
      await Promise.allSettled([...this.#runs].map(beat));
      beating = false;
    }, seconds * 1000);
  }

  watch(run: string): void {
    this.#runs.add(run);
  }

  unwatch(run: string): void {
    this.#runs.delete(run);
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
