import { setTimeout as sleep } from 'node:timers/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type Call, perform } from './call.ts';
import type { CallSink } from './call-recorder.ts';
import { Outage } from './outage.ts';
import type { Platform } from './platform.ts';
import { type Replay, replay, setAside } from './replay.ts';
import type { Spool } from './spool.ts';

export interface OutboxOptions {
  platform: Platform;
  /** Takes the calls while the platform is away. */
  spool: Spool;
  /** Prints a line for the person who waits. */
  report(line: string): void;
  /** Milliseconds before the first attempt to reach the platform again; they double up to `longestPause`. */
  firstPause?: number;
  longestPause?: number;
  /** Milliseconds between two lines about calls that are being sent while somebody waits for that. */
  progressEvery?: number;
}

/** How often the platform fails by itself at one call, while it answers others, before the call is set aside. */
const mostFailures = 8;

/**
 * Delivers calls in their order. While the platform is away, calls go to the spool; when it is back they are sent first, and later ones
 * directly again. A refusal is thrown; that of a call that waited is reported and thrown by the next `flush`. An outage is reported once when
 * it begins, once for each new reason, and once when every call that waited was sent.
 */
export class Outbox implements CallSink {
  readonly #options: OutboxOptions;
  /** Settles when the calls before have been delivered: one call at a time keeps their order. */
  #before: Promise<unknown> = Promise.resolve();
  /** Calls that were taken and are neither delivered nor in the spool. */
  #held = 0;
  #catchingUp: Promise<void> | undefined;
  readonly #closing = new AbortController();
  #refused: string[] = [];
  /** The reasons of the outage that goes on; null: the platform is there. */
  #outage: Set<string | null> | null = null;
  #failures = { head: '', count: 0 };
  #replayed: Replay = { sent: 0, refused: [] };

  constructor(options: OutboxOptions) {
    this.#options = options;
    if (options.spool.size > 0) this.#startCatchingUp();
  }

  /** Calls that are not delivered yet. */
  get left(): number {
    return this.#held + this.#options.spool.size;
  }

  deliver(call: Call): Promise<void> {
    return this.#inOrder(() => this.#deliver(call));
  }

  /** Takes over a call that the training thread wrote to the spool's overflow folder. @param file its name */
  takeOver(file: string): Promise<void> {
    return this.#inOrder(async () => {
      await this.#options.spool.takeOver(file);
      this.#startCatchingUp();
    });
  }

  async flush(): Promise<void> {
    await this.#withProgress(this.#before);
    const refused = this.#refused.splice(0);
    if (refused.length > 0) {
      const what = `${refused.length} call(s) that were stored on disk were rejected`;
      throw new ExpectedError('BAD_INPUT', `${what}; the first: ${refused[0]}`);
    }
  }

  /** Sends the calls that wait, if the platform is there; otherwise reports where they wait. */
  async close(): Promise<void> {
    const { spool, report } = this.#options;
    await this.#withProgress(this.#before);
    this.#closing.abort();
    await this.#withProgress(this.#catchingUp);
    try {
      await this.#withProgress(this.#replay());
      await spool.discardIfEmpty();
    } catch (error) {
      const { message } = error as Error;
      report(
        `${spool.size} calls are stored in ${spool.folder} (${message}); run \`stillhouse sync\` to send them.`,
      );
    }
  }

  #inOrder(work: () => Promise<void>): Promise<void> {
    this.#held++;
    const delivered = this.#before.then(work).finally(() => {
      this.#held--;
    });
    this.#before = delivered.catch(() => undefined); // the caller gets the error
    return delivered;
  }

  async #deliver(call: Call): Promise<void> {
    const { spool, platform } = this.#options;
    if (spool.size === 0) {
      try {
        await perform(platform.target, call);
        return;
      } catch (error) {
        if (!(error instanceof Outage)) throw error;
        this.#noteOutage(error);
      }
    }
    await spool.append(call).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOSPC' && error.code !== 'EDQUOT') throw error;
      const what = `${platform.name} is unavailable and the disk of ${spool.folder} is full`;
      throw new ExpectedError('STORAGE_FULL', `${what}: ${call.method} was not recorded. Free some space.`);
    });
    this.#startCatchingUp();
  }

  #startCatchingUp(): void {
    this.#catchingUp ??= this.#catchUp().finally(() => {
      this.#catchingUp = undefined;
      // A call may have been added just when nothing seemed to wait any more.
      if (this.#options.spool.size > 0 && !this.#closing.signal.aborted) this.#startCatchingUp();
    });
  }

  async #catchUp(): Promise<void> {
    const { firstPause = 1_000, longestPause = 15_000 } = this.#options;
    const { signal } = this.#closing;
    let pause = this.#outage ? firstPause : 0;
    for (; !signal.aborted; pause = Math.min(2 * pause || firstPause, longestPause)) {
      // Ends early, with an error that means nothing, when the outbox is closed.
      if (pause > 0) await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
      try {
        await this.#replay();
        return;
      } catch (error) {
        await this.#noteFailure(error);
      }
    }
  }

  /** Sends what waits, to its end. @throws Outage */
  async #replay(): Promise<void> {
    const { spool, platform, report } = this.#options;
    try {
      await replay(spool, platform.target, this.#replayed);
    } catch (error) {
      if (error instanceof Outage) this.#noteOutage(error);
      throw error;
    } finally {
      for (const sentence of this.#replayed.refused) this.#noteRefusal(sentence);
      this.#replayed.refused = [];
    }
    if (this.#outage)
      report(`${platform.name} is available again: sent ${this.#replayed.sent} stored calls.`);
    this.#outage = null;
    this.#replayed.sent = 0;
  }

  #noteOutage({ code, message }: Outage): void {
    const { spool, platform, report } = this.#options;
    if (this.#outage?.has(code)) return;
    if (this.#outage) report(`${platform.name} is still unavailable (${message}).`);
    else
      report(
        `${platform.name} is unavailable (${message}): recording to ${spool.folder} until it is available again.`,
      );
    this.#outage ??= new Set();
    this.#outage.add(code);
  }

  #noteRefusal(sentence: string): void {
    this.#options.report(`${this.#options.platform.name} rejected ${sentence}`);
    this.#refused.push(sentence);
  }

  /** A call at which the platform fails again and again, though it answers otherwise, must not block those behind it. */
  async #noteFailure(error: unknown): Promise<void> {
    const { spool, platform } = this.#options;
    const head = spool.head;
    if (head === null || (error instanceof Outage && !error.code?.startsWith('INTERNAL'))) return;
    this.#failures = { head, count: this.#failures.head === head ? this.#failures.count + 1 : 1 };
    if (this.#failures.count < mostFailures || !(await platform.answers())) return;
    const { method } = (await spool.first()) ?? { method: 'a call' };
    const reason = `it failed ${mostFailures} times: ${(error as Error).message}`;
    this.#noteRefusal(await setAside(spool, method, reason));
  }

  /** Waits for work, and reports every few seconds how much is left. */
  async #withProgress(work: Promise<unknown> | undefined): Promise<void> {
    const { report, progressEvery = 3_000 } = this.#options;
    let before = this.left;
    const timer = setInterval(() => {
      const { left } = this;
      if (left === 0) return;
      const rate = Math.max(0, (1000 * (before - left)) / progressEvery);
      report(`Sending stored calls: ${left} left, ${rate.toFixed(rate < 10 ? 1 : 0)} a second.`);
      before = left;
    }, progressEvery);
    try {
      await work;
    } finally {
      clearInterval(timer);
    }
  }
}
