import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

export interface ByteBudgetOptions {
  /** Maximum number of reserved bytes; at least the size of the largest record batch. */
  most?: number;
  /** Maximum number of waiting reservations. */
  mostWaiting?: number;
  /** Longest wait of a reservation, in milliseconds. */
  patience?: number;
}

interface Waiting {
  bytes: number;
  begin(): void;
}

/** Limits the total size of the record batches in memory, over all requests. */
export class ByteBudget {
  readonly #options: Required<ByteBudgetOptions>;
  readonly #waiting: Waiting[] = [];
  #used = 0;

  constructor({ most = 512 * 1024 * 1024, mostWaiting = 64, patience = 30_000 }: ByteBudgetOptions = {}) {
    this.#options = { most, mostWaiting, patience };
  }

  /**
   * Waits, in the order of the calls, until this many bytes are free. A caller that holds bytes must not reserve more, or two callers could
   * deadlock.
   *
   * @returns a function that frees the bytes
   * @throws ExpectedError UNAVAILABLE if too many callers wait, or this one waits too long
   */
  async reserve(bytes: number): Promise<() => void> {
    if (this.#waiting.length > 0 || this.#used + bytes > this.#options.most) await this.#turn(bytes);
    else this.#used += bytes;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#used -= bytes;
      this.#beginNext();
    };
  }

  #turn(bytes: number): Promise<void> {
    const { mostWaiting, patience } = this.#options;
    if (this.#waiting.length >= mostWaiting) throw busy();
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        bytes,
        begin() {
          clearTimeout(timer);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(busy());
        // A large one may have kept smaller ones waiting.
        this.#beginNext();
      }, patience);
      this.#waiting.push(waiting);
    });
  }

  #beginNext(): void {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      if (this.#used + next.bytes > this.#options.most) return;
      this.#waiting.shift();
      this.#used += next.bytes;
      next.begin();
    }
  }
}

function busy(): ExpectedError {
  return new ExpectedError(
    'UNAVAILABLE',
    'Too many large requests are being received at once: send this one again in a moment.',
  );
}
