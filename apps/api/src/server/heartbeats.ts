import { uuid } from '@stillhouse/domain/record/identity.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { mustExist } from '@stillhouse/prisma/input/must-exist.ts';
import { parseInput } from '@stillhouse/prisma/input/parse-input.ts';
import { beatAll } from '@stillhouse/prisma/run/beat-all.ts';

const mostKnown = 100_000;

/** Milliseconds of a clock that only goes forward. */
export type Clock = () => number;

/**
 * Receives heartbeats: notes them in memory at once and writes them together, before everything else that the database has to do. A
 * heartbeat that cannot be written stays noted, with the moment at which it arrived.
 */
export class Heartbeats {
  readonly #db: Database;
  readonly #clock: Clock;
  /** Runs by the moment of their last heartbeat that is not written yet. */
  readonly #noted = new Map<string, number>();
  readonly #known = new Set<string>();
  #writing: Promise<unknown> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(db: Database, clock: Clock = () => performance.now()) {
    this.#db = db;
    this.#clock = clock;
  }

  /**
   * Notes the heartbeat of a run. For a run that was heard of before this does not wait for the database.
   *
   * @throws ExpectedError BAD_INPUT; NOT_FOUND; UNAVAILABLE where the database cannot say whether there is such a run
   */
  async note(id: string): Promise<void> {
    const run = parseInput(uuid, id);
    this.#noted.set(run, this.#clock());
    const written = this.flush();
    if (this.#known.has(run)) {
      // On failure it stays noted; the sweeper flushes again and logs the error.
      written.catch(() => undefined);
      return;
    }
    try {
      await written;
    } catch (error) {
      this.#noted.delete(run);
      throw error;
    }
    mustExist(this.#known.has(run) || undefined, 'run', run, 'run');
  }

  /** Writes what is noted. @throws ExpectedError where the database does not take it; it stays noted then */
  flush(): Promise<void> {
    if (!this.#next) {
      // What is noted while a flush is under way goes with the next one.
      const next = this.#writing.then(() => {
        this.#next = undefined;
        return this.#write();
      });
      this.#next = next;
      this.#writing = next.catch(() => undefined);
    }
    return this.#next;
  }

  async #write(): Promise<void> {
    if (this.#noted.size === 0) return;
    const batch = new Map(this.#noted);
    this.#noted.clear();
    const now = this.#clock();
    const beats = [...batch].map(([run, at]) => ({ run, secondsAgo: (now - at) / 1000 }));
    try {
      const beaten = await beatAll(this.#db.urgent, beats);
      const found = new Set(beaten.map(({ run }) => run));
      for (const run of batch.keys()) if (!found.has(run)) this.#known.delete(run);
      for (const { run, written } of beaten) {
        this.#know(run);
        if (!written) this.#keep(run, batch.get(run));
      }
    } catch (error) {
      for (const [run, at] of batch) this.#keep(run, at);
      throw error;
    }
  }

  /** Unless a later one has come meanwhile. */
  #keep(run: string, at: number | undefined): void {
    if (at !== undefined && !this.#noted.has(run)) this.#noted.set(run, at);
  }

  #know(run: string): void {
    if (this.#known.size >= mostKnown) this.#known.clear();
    this.#known.add(run);
  }
}
