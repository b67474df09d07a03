import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

export interface ByteBudgetOptions {
  /** Most bytes at once. At least as many as the largest record batch has. */
  most?: number;
  /** Most reservations that wait. */
  mostWaiting?: number;
  /** Milliseconds that one waits. */
  patience?: number;
}

interface Waiting {
  bytes: number;
  begin(): void;
}

/** Bounds the bytes of the record batches that are in memory at once, over all requests. */
export class ByteBudget {
  readonly #options: Required<ByteBudgetOptions>;
  readonly #waiting: Waiting[] = [];
  #used = 0;

  constructor({ most = 512 * 1024 * 1024, mostWaiting = 64, patience = 30_000 }: ByteBudgetOptions = {}) {
    this.#options = { most, mostWaiting, patience };
  }

  /**
   * Waits, in the order of the calls, until this many bytes are free. Whoever holds bytes must not reserve more: two that wait for each
   * other would never end.
   *
   * @returns what frees them
   * @throws ExpectedError UNAVAILABLE where too many wait, or for too long
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
