/** Weight of the newest loss in the smoothed one. */
const freshness = 0.1;

/** What a watch has seen. */
export interface LossWatchState {
  first: number;
  smoothed: number;
}

/** Says when a loss, though finite, has grown out of all proportion: an exponential mean over `factor` times the larger of the first loss and 1. */
export class LossWatch {
  readonly #factor: number | null;
  state: LossWatchState | null = null;

  /** @param factor null: it never does */
  constructor(factor: number | null) {
    this.#factor = factor;
  }

  /** @returns why it has diverged with this loss, or null */
  add(loss: number): string | null {
    const { first, smoothed } = this.state ?? { first: loss, smoothed: loss };
    const now = { first, smoothed: smoothed + freshness * (loss - smoothed) };
    this.state = now;
    if (this.#factor === null || now.smoothed <= this.#factor * Math.max(first, 1)) return null;
    return `the smoothed loss ${now.smoothed.toPrecision(4)} is over ${this.#factor} times that of the first step, ${first.toPrecision(4)}`;
  }
}
