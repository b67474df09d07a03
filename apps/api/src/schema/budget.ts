import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/**
 * What one operation may read while it is carried out: rows of lists, and points of metrics that charts are computed from. Its complexity,
 * computed before, knows what its arguments say; only the data say how long a list without `first` is.
 */
export const mostRead = { rows: 100_000, points: 10_000_000 };

type Kind = keyof typeof mostRead;

const advice: Record<Kind, string> = {
  rows: 'ask for fewer parents, for `keys` of metrics, or for fewer buckets',
  points: 'ask for fewer series, or for less of them with `from` and `to`',
};

/** Counts what an operation reads. */
export class Budget {
  #read = { rows: 0, points: 0 };

  get read(): Readonly<Record<Kind, number>> {
    return this.#read;
  }

  /** How many rows a loader may still read. */
  get rowsLeft(): number {
    return mostRead.rows - this.#read.rows;
  }

  /** @throws ExpectedError TOO_LARGE where the operation may not read this many more */
  check(kind: Kind, count: number): void {
    const sum = this.#read[kind] + count;
    if (sum <= mostRead[kind]) return;
    const message = `The operation reads at least ${sum} ${kind}, more than the limit of ${mostRead[kind]}: ${advice[kind]}.`;
    throw new ExpectedError('TOO_LARGE', message);
  }

  /** Counts what is read. @throws ExpectedError TOO_LARGE where it is too much, which is then not counted */
  spend(kind: Kind, count: number): void {
    this.check(kind, count);
    this.#read[kind] += count;
  }

  /** For a subscription, whose events are operations of their own. */
  reset(): void {
    this.#read = { rows: 0, points: 0 };
  }
}
