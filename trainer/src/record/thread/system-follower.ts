import { randomUUID } from 'node:crypto';
import type { LogMetrics } from '@stillhouse/domain/record/metric.ts';
import { type SystemSample, systemSampler } from '../../system/sample.ts';
import type { FollowedRun } from './messages.ts';

/** Milliseconds between two samples. */
const usualPace = 5_000;

interface Progress {
  examples: number;
  tokens: number;
  /** Milliseconds. */
  at: number;
}

/**
 * Samples the process and the machine at an even pace and records that for each run that goes on, `system/…`, with the pace of the run. Samples
 * are numbered by the second since the run began: unlike steps these go on from stage to stage, and where the run is resumed.
 */
export class SystemFollower {
  readonly #log: (metrics: LogMetrics) => Promise<void>;
  readonly #milliseconds: number;
  readonly #sample: () => Promise<SystemSample>;
  readonly #runs = new Map<string, { followed: FollowedRun; before: Progress }>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    log: (metrics: LogMetrics) => Promise<void>,
    milliseconds = usualPace,
    sample: () => Promise<SystemSample> = systemSampler(),
  ) {
    this.#log = log;
    this.#milliseconds = milliseconds;
    this.#sample = sample;
    this.#schedule();
  }

  follow(followed: FollowedRun): void {
    this.#runs.set(followed.run, { followed, before: progressOf(followed) });
  }

  unfollow(run: string): void {
    this.#runs.delete(run);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => this.#record().finally(() => this.#schedule()), this.#milliseconds);
  }

  async #record(): Promise<void> {
    // Also without a run: the use of the processor is that between two samples.
    const sample = await this.#sample();
    for (const [run, { followed, before }] of this.#runs) {
      const now = progressOf(followed);
      this.#runs.set(run, { followed, before: now });
      const seconds = Math.max(1, now.at - before.at) / 1000;
      const values = {
        ...sample,
        'system/examplesPerSecond': (now.examples - before.examples) / seconds,
        'system/tokensPerSecond': (now.tokens - before.tokens) / seconds,
      };
      const time = Date.now();
      const step = Math.max(0, Math.round((time - followed.began) / 1000));
      const series = Object.entries(values).map(([key, value]) => ({
        ...{ key, steps: [step], values: [value], times: [time] },
      }));
      // A refusal shows in the calls of the run itself.
      this.#log({ run, batch: randomUUID(), series }).catch(() => undefined);
    }
  }
}

function progressOf({ work }: FollowedRun): Progress {
  const [examples, tokens] = [Atomics.load(work, 0), Atomics.load(work, 1)];
  return { examples: Number(examples), tokens: Number(tokens), at: performance.now() };
}
