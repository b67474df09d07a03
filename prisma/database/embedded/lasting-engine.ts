import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Engine } from './engine/engine.ts';

/** The shortest time between two attempts to open the database again, in milliseconds. */
const pause = 1_000;

export interface LastingEngineOptions {
  first: Engine;
  open: () => Promise<Engine>;
  /** Prepares each further engine before anybody uses it. */
  onReopened: (engine: Engine) => Promise<void>;
}

/**
 * The engine that is open. Where one ends by itself, another is opened, which recovers from the log what was acknowledged; calls that were
 * under way fail.
 */
export class LastingEngine {
  readonly #options: LastingEngineOptions;
  #engine: Promise<Engine>;
  #failedAt: number | null = null;
  /** Why it must not be opened any more. */
  #over: Error | null = null;

  constructor(options: LastingEngineOptions) {
    this.#options = options;
    this.#engine = Promise.resolve(options.first);
    this.#watch(options.first);
  }

  /** @throws ExpectedError UNAVAILABLE or STORAGE_FULL while it cannot be opened */
  current(): Promise<Engine> {
    if (this.#over) return Promise.reject(this.#over);
    if (this.#failedAt !== null && performance.now() - this.#failedAt > pause) this.#reopen();
    return this.#engine;
  }

  async close(): Promise<void> {
    this.#over ??= new ExpectedError('UNAVAILABLE', 'The embedded database is closed.');
    const engine = await this.#engine.catch(() => null);
    await engine?.close();
  }

  /** Ends the engine at once and for good, with what is under way. */
  async abandon(reason: Error): Promise<void> {
    this.#over ??= reason;
    const engine = await this.#engine.catch(() => null);
    await engine?.kill(reason);
  }

  #watch(engine: Engine): void {
    void engine.failed.then(() => {
      if (!this.#over) this.#reopen();
    });
  }

  #reopen(): void {
    this.#failedAt = null;
    const opening = this.#openAgain();
    this.#engine = opening;
    opening.catch(() => {
      this.#failedAt = performance.now();
    });
  }

  async #openAgain(): Promise<Engine> {
    const engine = await this.#options.open();
    if (this.#over) {
      await engine.kill(this.#over);
      throw this.#over;
    }
    await this.#options.onReopened(engine);
    this.#watch(engine);
    return engine;
  }
}
