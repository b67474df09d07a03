import { randomUUID } from 'node:crypto';
import type { LogMetrics } from '@stillhouse/domain/record/metric.ts';
import type { Recorder } from '../../record/recorder.ts';

interface Column {
  steps: number[];
  values: number[];
  times: number[];
}

/**
 * Collects a run's metrics and records them in the background, about once a second while points come in, so that a step never waits
 * for the network. An error of the recorder is thrown by the next `log` or `flush`.
 */
export class MetricBuffer {
  readonly #recorder: Pick<Recorder, 'logMetrics'>;
  readonly #run: string;
  readonly #milliseconds: number;
  /** What was worked through so far; it grows with every step. */
  readonly work = { examples: 0, tokens: 0 };
  #columns = new Map<string, Column>();
  #sentAt = Date.now();
  #sending: Promise<void> = Promise.resolve();
  #failure: { error: unknown } | undefined;

  constructor(recorder: Pick<Recorder, 'logMetrics'>, run: string, milliseconds = 1000) {
    this.#recorder = recorder;
    this.#run = run;
    this.#milliseconds = milliseconds;
  }

  /** Adds one point to each of the metrics. */
  log(step: number, metrics: Readonly<Record<string, number>>): void {
    this.#throwFailure();
    const now = Date.now();
    for (const [key, value] of Object.entries(metrics)) {
      const column = this.#columns.get(key) ?? { steps: [], values: [], times: [] };
      this.#columns.set(key, column);
      column.steps.push(step);
      column.values.push(value);
      column.times.push(now);
    }
    if (now - this.#sentAt >= this.#milliseconds) this.#send();
  }

  /** Resolves once every point is recorded. */
  async flush(): Promise<void> {
    this.#send();
    await this.#sending;
    this.#throwFailure();
  }

  #send(): void {
    this.#sentAt = Date.now();
    if (this.#columns.size === 0) return;
    const series = [...this.#columns].map(([key, column]) => ({ key, ...column }));
    const batch: LogMetrics = { run: this.#run, batch: randomUUID(), series };
    this.#columns = new Map();
    this.#sending = this.#sending
      .then(() => this.#recorder.logMetrics(batch))
      .catch((error: unknown) => {
        this.#failure ??= { error };
      });
  }

  #throwFailure(): void {
    if (!this.#failure) return;
    const { error } = this.#failure;
    this.#failure = undefined;
    throw error;
  }
}
