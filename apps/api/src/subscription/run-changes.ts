import type { Database } from '@stillhouse/prisma/database/database.ts';

/** Milliseconds over which changes are gathered: a training run writes many times a second. */
const gather = 250;

/** Runs that changed. */
export interface Changes {
  ids: ReadonlySet<string>;
  /** Whether others may have changed too: the database could not be listened to for a while. */
  missed: boolean;
}

/** Runs that changed, whoever changed them: fed by the database's notifications, handed out at most four times a second. */
export class RunChanges {
  readonly #readers = new Set<Reader>();
  #gathered: Changes = none;
  #timer: NodeJS.Timeout | undefined;
  #stopListening: (() => Promise<void>) | undefined;

  static async listenTo(db: Database): Promise<RunChanges> {
    const changes = new RunChanges();
    changes.#stopListening = await db.listen(
      'stillhouse_run',
      (run) => changes.#add({ ids: new Set([run]), missed: false }),
      () => changes.#add({ ids: new Set(), missed: true }),
    );
    return changes;
  }

  /** Changes from now on, until the reader leaves or this is closed. What comes while a reader is busy is one change for it. */
  subscribe(): AsyncIterableIterator<Changes> {
    const reader = new Reader(() => this.#readers.delete(reader));
    this.#readers.add(reader);
    return reader;
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    for (const reader of this.#readers) await reader.return();
    await this.#stopListening?.();
  }

  #add(changes: Changes): void {
    this.#gathered = joined(this.#gathered, changes);
    this.#timer ??= setTimeout(() => {
      const gathered = this.#gathered;
      this.#gathered = none;
      this.#timer = undefined;
      for (const reader of this.#readers) reader.push(gathered);
    }, gather);
  }
}

const none: Changes = { ids: new Set(), missed: false };

function joined(some: Changes, others: Changes): Changes {
  return { ids: new Set([...some.ids, ...others.ids]), missed: some.missed || others.missed };
}

type Step = IteratorResult<Changes, undefined>;

/** One who reads changes. An async generator would do but for leaving: its `return` waits for the change it is waiting for. */
class Reader implements AsyncIterableIterator<Changes> {
  #waiting: Changes | undefined;
  #wake: ((step: Step) => void) | undefined;
  #left = false;
  readonly #onLeave: () => void;

  constructor(onLeave: () => void) {
    this.#onLeave = onLeave;
  }

  push(changes: Changes): void {
    if (this.#wake) this.#resolve({ done: false, value: changes });
    else this.#waiting = joined(this.#waiting ?? none, changes);
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
