import { randomUUID } from 'node:crypto';
import type { LogMetrics } from '@stillhouse/domain/record/metric.ts';
import type { Recorder } from '../../record/recorder.ts';
import { Workload } from './workload.ts';

interface Column {
  steps: number[];
  values: number[];
  times: number[];
}

/** Milliseconds from one call to the next while steps are quick. */
const collecting = 250;

/**
 * Hands a run's metrics to the recorder: with every step, or, while steps are quick, those of a quarter of a second in one call. A step never
 * waits for the recorder. An error of the recorder is thrown by the next `log` or `flush`.
 */
export class MetricBuffer {
  readonly #recorder: Pick<Recorder, 'logMetrics'>;
  readonly #run: string;
  readonly #milliseconds: number;
  /** What was worked through so far. */
  readonly work = new Workload();
  #columns = new Map<string, Column>();
  #sentAt = 0;
  /** Hands over the last points where no further one comes. */
  #timer: NodeJS.Timeout | undefined;
  readonly #sending = new Set<Promise<void>>();
  #failure: { error: unknown } | undefined;

  constructor(recorder: Pick<Recorder, 'logMetrics'>, run: string, milliseconds = collecting) {
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
    else this.#timer ??= setTimeout(() => this.#send(), this.#milliseconds).unref();
  }

  /** Resolves once every point is safe. */
  async flush(): Promise<void> {
    this.#send();
    await Promise.all(this.#sending);
    this.#throwFailure();
  }

  /** The call is made now, not when an earlier one is answered: this thread may not get to an answer for long. */
  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sentAt = Date.now();
    if (this.#columns.size === 0) return;
    const series = [...this.#columns].map(([key, column]) => ({ key, ...column }));
    const batch: LogMetrics = { run: this.#run, batch: randomUUID(), series };
    this.#columns = new Map();
    const sending = this.#recorder
      .logMetrics(batch)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#sending.delete(sending));
    this.#sending.add(sending);
  }

  #throwFailure(): void {
    if (!this.#failure) return;
    const { error } = this.#failure;
    this.#failure = undefined;
    throw error;
  }
}
