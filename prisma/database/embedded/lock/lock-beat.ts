import { closeSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { FolderLock, Lease } from './folder-lock.ts';
import { type LockOwner, lockBytes, lockText, parseOwner } from './lock-owner.ts';

interface Parts {
  folder: string;
  file: string;
  /** On which the kernel's lock is held. */
  descriptor: number;
  owner: LockOwner;
  lease: Lease;
}

/** A lock that is held: refreshed by a thread, and watched for being taken over. */
export class LockBeat implements FolderLock {
  readonly lost: Promise<Error>;
  readonly #parts: Parts;
  readonly #thread: Worker;
  /** When the lock was last known to be ours, in milliseconds since 1970: unlike a monotonic clock it goes on during a suspension. */
  readonly #lastBeat: Float64Array;
  #lose: (reason: Error) => void = () => {};
  #reason: Error | null = null;
  #released = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.lost = new Promise((resolve) => {
      this.#lose = resolve;
    });
    const seen = new SharedArrayBuffer(8);
    this.#lastBeat = new Float64Array(seen);
    this.#lastBeat[0] = Date.now();
    const { file, owner, lease } = parts;
    this.#thread = new Worker(new URL('./lock-beat.mjs', import.meta.url), {
      workerData: { file, owner, period: lease.period, bytes: lockBytes, seen },
      name: 'lock of the embedded database',
    });
    this.#thread.unref();
    this.#thread.on('message', (said) => {
      if (said === 'lost') this.#end(this.#takenOver());
    });
    this.#thread.on('error', (error) => this.#end(error));
  }

  async check(): Promise<void> {
    if (this.#reason) throw this.#reason;
    const silence = Date.now() - (this.#lastBeat[0] ?? 0);
    if (Math.abs(silence) < this.#parts.lease.patience / 2) return;
    await this.#look();
    if (this.#reason) throw this.#reason;
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    await this.#thread.terminate();
    const { file, descriptor, owner } = this.#parts;
    const found = parseOwner(await readFile(file, 'utf8').catch(() => ''));
    if (found?.token === owner.token) writeFileSync(file, lockText(null), { flag: 'r+' });
    closeSync(descriptor);
  }

  #look(): Promise<void> {
    this.#thread.ref();
    return new Promise((resolve) => {
      const looked = (said: string) => {
        if (said !== 'looked') return;
        this.#thread.off('message', looked);
        this.#thread.unref();
        resolve();
      };
      this.#thread.on('message', looked);
      this.#thread.postMessage('look');
    });
  }

  #end(reason: Error): void {
    if (this.#released || this.#reason) return;
    this.#reason = reason;
    this.#lose(reason);
  }

  #takenOver(): ExpectedError {
    return new ExpectedError(
      'UNAVAILABLE',
      `Another process has taken over the embedded database in ${this.#parts.folder}, because this one did not respond for a while. ` +
        'This process no longer writes. Stop it and use the other one.',
    );
  }
}
