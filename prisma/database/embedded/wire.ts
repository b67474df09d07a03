import { Duplex } from 'node:stream';
import type { Engine } from './engine/engine.ts';
import { stopped } from './stopped.ts';
import { simpleQuery, statusIdle, statusOf } from './wire-message.ts';

const terminate = 'X'.charCodeAt(0);
/** Messages after which the server answers: a simple query, Sync and Flush. */
const answered = new Set(['Q', 'S', 'H'].map((letter) => letter.charCodeAt(0)));

/**
 * What pg takes for a socket: speaks Postgres' wire protocol with an engine. So pg's pool, Prisma's own adapter and LISTEN are the same code
 * on both databases. An engine is one session; the pool must hold at most one of these at a time. It breaks when its engine ends.
 */
export class WireStream extends Duplex {
  readonly #find: () => Promise<Engine>;
  readonly #check: () => Promise<void> | undefined;
  #engine: Engine | undefined;
  #received: Buffer = Buffer.alloc(0);
  #started = false;
  /** The transaction status of the server's last ReadyForQuery. */
  #status = statusIdle;
  #waiting = false;

  /**
   * @param find the engine that is open when pg connects
   * @param check called before each call of it; what it throws breaks the connection
   */
  constructor(find: () => Promise<Engine>, check: () => Promise<void> | undefined) {
    super();
    this.#find = find;
    this.#check = check;
  }

  // What pg calls on a socket.
  connect(): this {
    this.#find().then(
      (engine) => {
        this.#engine = engine;
        void engine.failed.then((error) => this.destroy(stopped(error) as Error));
        this.emit('connect');
      },
      (error: Error) => this.destroy(stopped(error) as Error),
    );
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  /** Writes rows in the format of binary COPY, within the transaction of whoever holds this connection. */
  async copy(target: string, rows: Uint8Array): Promise<void> {
    try {
      await this.#check();
      await this.#connected().copy(target, rows);
    } catch (error) {
      throw stopped(error);
    }
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    this.#answer().then(
      () => done(),
      (error) => done(stopped(error) as Error),
    );
  }

  /** A connection that ends within a transaction takes it back, as a server does. */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.#engine || (this.#status === statusIdle && !this.#waiting)) {
      done(error);
      return;
    }
    // Sent at once, so that it comes before whatever the next connection sends. An engine that has ended took everything back.
    this.#engine.send(simpleQuery('ROLLBACK')).then(
      () => done(error),
      () => done(error),
    );
  }

  #connected(): Engine {
    if (!this.#engine) throw new Error('The connection to the embedded database is not open.');
    return this.#engine;
  }

  async #answer(): Promise<void> {
    const messages = this.#started ? this.#takeMessages() : this.#takeStartup();
    if (!messages) return;
    await this.#check();
    this.#waiting = true;
    const answer = await this.#connected().send(messages);
    this.#waiting = false;
    this.#status = statusOf(answer) ?? this.#status;
    this.push(answer);
  }

  #takeStartup(): Buffer | null {
    const length = this.#received.length < 4 ? Number.POSITIVE_INFINITY : this.#received.readInt32BE(0);
    if (this.#received.length < length) return null;
    this.#started = true;
    return this.#take(length);
  }

  /** Every whole message up to the last one that is answered. */
  #takeMessages(): Buffer | null {
    let end = 0;
    for (let at = 0; at + 5 <= this.#received.length; ) {
      const type = this.#received[at] as number;
      if (type === terminate) {
        this.push(null);
        return null;
      }
      at += 1 + this.#received.readInt32BE(at + 1);
      if (at > this.#received.length) break;
      if (answered.has(type)) end = at;
    }
    return end === 0 ? null : this.#take(end);
  }

  #take(length: number): Buffer {
    const taken = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return taken;
  }
}
