import type { ProgressEvent, ProgressUnit } from './progress.ts';

/** Weight of the newest step in the smoothed loss. */
const freshness = 0.05;

/** Rate, time left and smoothed loss of a piece of work, from its events. */
export class Pace {
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #unit: ProgressUnit;
  #examples = 0;
  #loss: number | undefined;
  /** Steps that were taken before this began. */
  #before = 0;
  #last: ProgressEvent | undefined;

  /** @param now milliseconds */
  constructor(now: () => number = () => performance.now(), unit: ProgressUnit = 'examples') {
    this.#now = now;
    this.#unit = unit;
    this.#startedAt = now();
  }

  add(event: ProgressEvent): void {
    this.#before = this.#last ? this.#before : event.step - 1;
    this.#last = event;
    this.#examples += event.examples;
    if (event.loss === undefined) return;
    this.#loss = this.#loss === undefined ? event.loss : this.#loss + freshness * (event.loss - this.#loss);
  }

  /** Since it began. */
  get seconds(): number {
    return (this.#now() - this.#startedAt) / 1000;
  }

  /** `step 12/34`, or `1.2 of 3.4 MB` */
  get place(): string {
    if (!this.#last) return '';
    const { step, steps } = this.#last;
    return this.#unit === 'bytes' ? `${megabytes(step)} of ${megabytes(steps)} MB` : `step ${step}/${steps}`;
  }

  /** `1,234 examples/s`, or `5.6 MB/s` */
  get rate(): string {
    if (this.#examples === 0 || this.seconds === 0) return '';
    const rate = this.#examples / this.seconds;
    if (this.#unit === 'bytes') return `${megabytes(rate)} MB/s`;
    return `${rate.toLocaleString('en-US', { maximumFractionDigits: rate < 10 ? 1 : 0 })} examples/s`;
  }

  /** `loss 0.4312` */
  get loss(): string {
    return this.#loss === undefined ? '' : `loss ${this.#loss.toFixed(4)}`;
  }

  /** `1:05 left`, at the pace so far. */
  get left(): string {
    if (!this.#last) return '';
    const { step, steps } = this.#last;
    return `${clock((this.seconds / (step - this.#before)) * (steps - step))} left`;
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

/** `0:05`, `12:30`, `1:02:03` */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (parts[0] === 0) parts.shift();
  return parts.map((part, i) => (i === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}
