import type { Database } from '@stillhouse/prisma/database/database.ts';

/** Milliseconds over which changes are gathered: a training run writes many times a second. */
const gather = 250;

type Subscriber = (runs: ReadonlySet<string>) => void;

/** Ids of runs that changed, whoever changed them: fed by the database's notifications, handed out at most four times a second. */
export class RunChanges {
  readonly #subscribers = new Set<Subscriber>();
  #gathered = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #stopListening: (() => Promise<void>) | undefined;

  static async listenTo(db: Database): Promise<RunChanges> {
    const changes = new RunChanges();
    changes.#stopListening = await db.listen('stillhouse_run', (run) => changes.#add(run));
    return changes;
  }

  /** Sets of ids as they come, until the reader stops reading. */
  async *subscribe(): AsyncGenerator<ReadonlySet<string>, void, undefined> {
    const waiting: ReadonlySet<string>[] = [];
    let wake: (() => void) | undefined;
    const subscriber: Subscriber = (runs) => {
      waiting.push(runs);
      wake?.();
    };
    this.#subscribers.add(subscriber);
    try {
      while (true) {
        const next = waiting.shift();
        if (next) yield next;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      this.#subscribers.delete(subscriber);
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#stopListening?.();
  }

  #add(run: string): void {
    this.#gathered.add(run);
    this.#timer ??= setTimeout(() => {
      const runs = this.#gathered;
      this.#gathered = new Set();
      this.#timer = undefined;
      for (const subscriber of this.#subscribers) subscriber(runs);
    }, gather);
  }
}
