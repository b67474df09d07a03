import type { Database } from '@stillhouse/prisma/database/database.ts';

/** Milliseconds over which changes are gathered: a training run writes many times a second. */
const gather = 250;

/** Ids of runs that changed, whoever changed them: fed by the database's notifications, handed out at most four times a second. */
export class RunChanges {
  readonly #readers = new Set<Reader>();
  #gathered = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #stopListening: (() => Promise<void>) | undefined;

  static async listenTo(db: Database): Promise<RunChanges> {
    const changes = new RunChanges();
    changes.#stopListening = await db.listen('stillhouse_run', (run) => changes.#add(run));
    return changes;
  }

  /** Sets of ids from now on, until the reader leaves or this is closed. What comes while a reader is busy is one set for it. */
  subscribe(): AsyncIterableIterator<ReadonlySet<string>> {
    const reader = new Reader(() => this.#readers.delete(reader));
    this.#readers.add(reader);
    return reader;
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    for (const reader of this.#readers) await reader.return();
    await this.#stopListening?.();
  }

  #add(run: string): void {
    this.#gathered.add(run);
    this.#timer ??= setTimeout(() => {
      const runs = this.#gathered;
      this.#gathered = new Set();
      this.#timer = undefined;
      for (const reader of this.#readers) reader.push(runs);
    }, gather);
  }
}

type Step = IteratorResult<ReadonlySet<string>, undefined>;

/** One who reads changes. An async generator would do but for leaving: its `return` waits for the change it is waiting for. */
class Reader implements AsyncIterableIterator<ReadonlySet<string>> {
  #waiting: Set<string> | undefined;
  #wake: ((step: Step) => void) | undefined;
  #left = false;
  readonly #onLeave: () => void;

  constructor(onLeave: () => void) {
    this.#onLeave = onLeave;
  }

  push(runs: ReadonlySet<string>): void {
    if (this.#wake) this.#resolve({ done: false, value: runs });
    else this.#waiting = new Set([...(this.#waiting ?? []), ...runs]);
  }

  next(): Promise<Step> {
    if (this.#left) return Promise.resolve({ done: true, value: undefined });
    const value = this.#waiting;
    this.#waiting = undefined;
    if (value) return Promise.resolve({ done: false, value });
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  return(): Promise<Step> {
    this.#left = true;
    this.#onLeave();
    this.#resolve({ done: true, value: undefined });
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #resolve(step: Step): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.(step);
  }
}
