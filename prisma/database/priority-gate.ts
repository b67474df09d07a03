import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/** URGENT: heartbeats, the sweep, readiness. WRITE: transactions. READ: everything else. */
export type Priority = 'URGENT' | 'WRITE' | 'READ';

const order: Record<Priority, number> = { URGENT: 0, WRITE: 1, READ: 2 };

/** How many later WRITEs may be admitted before a waiting READ, so that a steady stream of writes does not starve reads. */
export const mostOvertaking = 8;

/** Each waiting statement holds memory, and its client has likely given up long before its turn. */
const mostWaiting = 5_000;

const leftMessage = 'The client closed the request before the database got to it.';

/** The client left before its statement was started. */
export class ClientLeft extends ExpectedError {
  constructor() {
    super('UNAVAILABLE', leftMessage);
    this.name = 'ClientLeft';
  }

  /** Whether an error is this one, also where Prisma has made its own of it. */
  static is(error: unknown): boolean {
    return error instanceof Error && error.message.endsWith(leftMessage);
  }
}

interface Waiting {
  priority: Priority;
  overtaken: number;
  admit: () => void;
}

export interface Entry {
  priority: Priority;
  signal?: AbortSignal | undefined;
  /** Longest wait in milliseconds; left out: without limit. */
  patience?: number | undefined;
}

/** Admits a limited number at a time, by priority, and within a priority by order of arrival. */
export class PriorityGate {
  #free: number;
  readonly #waiting: Waiting[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  /**
   * Waits for a place.
   *
   * @returns what gives the place back; to be called once
   * @throws ClientLeft when the signal aborts first; ExpectedError TIMEOUT when patience ends first; UNAVAILABLE when too many wait
   */
  async enter({ priority, signal, patience }: Entry): Promise<() => void> {
    if (signal?.aborted) throw new ClientLeft();
    if (this.#free > 0) this.#free--;
    else await this.#turn(priority, signal, patience);
    return () => this.#leave();
  }

  #turn(priority: Priority, signal: AbortSignal | undefined, patience: number | undefined): Promise<void> {
    if (this.#waiting.length >= mostWaiting) {
      throw new ExpectedError(
        'UNAVAILABLE',
        'Too many statements are waiting for the database. Try again later.',
      );
    }
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        end();
      };
      const waiting: Waiting = { priority, overtaken: 0, admit: () => settle(resolve) };
      const giveUp = (error: Error) => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        settle(() => reject(error));
      };
      const onAbort = () => giveUp(new ClientLeft());
      const timer =
        patience === undefined ? undefined : setTimeout(() => giveUp(tooBusy(patience)), patience);
      signal?.addEventListener('abort', onAbort);
      this.#waiting.push(waiting);
    });
  }

  #leave(): void {
    const next = this.#takeNext();
    if (next) next.admit();
    else this.#free++;
  }

  #takeNext(): Waiting | undefined {
    const rank = ({ priority, overtaken }: Waiting) =>
      overtaken >= mostOvertaking ? order.WRITE - 0.5 : order[priority];
    let best = 0;
    for (let i = 1; i < this.#waiting.length; i++) {
      if (rank(this.#waiting[i] as Waiting) < rank(this.#waiting[best] as Waiting)) best = i;
    }
    const [next] = this.#waiting.splice(best, 1);
    for (let i = 0; i < best; i++) (this.#waiting[i] as Waiting).overtaken++;
    return next;
  }
}

function tooBusy(patience: number): ExpectedError {
  return new ExpectedError(
    'TIMEOUT',
    `All read connections were busy for ${patience / 1000} s. Request less data at a time, or try again later.`,
  );
}
