import type { PGlite } from '@electric-sql/pglite';
import { simpleQuery, statusIdle, statusOf } from '../wire-message.ts';
import type { DiskRoom } from './disk-room.ts';
import type { Engine } from './engine.ts';
import { refusalForSpace } from './refusal-for-space.ts';
import type { Crash } from './watch-for-crash.ts';

/** Log written since the last checkpoint that makes another one due, in bytes. */
const checkpointBytes = 64 * 1024 ** 2;
/** How long log may lie without a checkpoint, in milliseconds. */
const checkpointPause = 5 * 60_000;

interface Parts {
  pglite: PGlite;
  crash: Crash;
  /** null where the database is in memory. */
  space: DiskRoom | null;
  /** Bytes of log written so far. */
  logged: () => number;
}

/** PGlite's single session: one call at a time, writes only while there is space, and the checkpoints that no other process makes. */
export class Session implements Engine {
  readonly failed: Promise<Error>;
  readonly #parts: Parts;
  #last: Promise<unknown> = Promise.resolve();
  #status = statusIdle;
  #readOnly = false;
  #killed: Error | null = null;
  #checkpointed = 0;
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.failed = parts.crash.happened;
    this.#checkpointed = parts.logged();
    if (parts.space) {
      this.#timer = setInterval(
        () => this.#checkpointIf(() => parts.logged() > this.#checkpointed),
        checkpointPause,
      );
      this.#timer.unref();
    }
  }

  send(messages: Uint8Array): Promise<Uint8Array> {
    return this.#next(async () => {
      if (this.#status === statusIdle) await this.#checkSpace();
      const answer = await this.#exchange(messages);
      this.#status = statusOf(answer) ?? this.#status;
      if (this.#status === statusIdle) this.#checkpointWhenDue();
      return this.#readOnly ? refusalForSpace(answer) : answer;
    });
  }

  copy(target: string, rows: Uint8Array): Promise<void> {
    return this.#next(async () => {
      await this.#parts.pglite.query(`COPY ${target} FROM '/dev/blob' WITH (FORMAT binary)`, [], {
        blob: new Blob([new Uint8Array(rows)]),
      });
    });
  }

  dump(): Promise<Uint8Array> {
    return this.#next(async () => {
      const blob = await this.#parts.pglite.dumpDataDir('none');
      return new Uint8Array(await blob.arrayBuffer());
    });
  }

  close(): Promise<void> {
    clearInterval(this.#timer);
    return this.#next(() => this.#parts.pglite.close());
  }

  async kill(reason: Error): Promise<void> {
    clearInterval(this.#timer);
    this.#killed = reason;
  }

  #next<T>(call: () => Promise<T>): Promise<T> {
    const result = this.#last.then(() => {
      const end = this.#killed ?? this.#parts.crash.error;
      if (end) throw end;
      return call();
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #exchange(messages: Uint8Array): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    // Its other calls parse and keep every row that is answered.
    await this.#parts.pglite.execProtocolRawStream(messages, {
      onRawData: (bytes) => void chunks.push(bytes.slice()),
    });
    return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
  }

  /** While space is short every transaction begins as one that only reads. */
  async #checkSpace(): Promise<void> {
    const low = this.#parts.space?.isLow() ?? false;
    if (low === this.#readOnly) return;
    this.#readOnly = low;
    await this.#exchange(simpleQuery(`SET default_transaction_read_only = ${low ? 'on' : 'off'}`));
  }

  #checkpointWhenDue(): void {
    if (this.#parts.logged() - this.#checkpointed < checkpointBytes) return;
    this.#checkpointIf(() => this.#parts.logged() - this.#checkpointed >= checkpointBytes);
  }

  #checkpointIf(due: () => boolean): void {
    this.#next(async () => {
      if (this.#status !== statusIdle || !due()) return;
      this.#checkpointed = this.#parts.logged();
      await this.#exchange(simpleQuery('CHECKPOINT'));
    }).catch(() => undefined);
  }
}
