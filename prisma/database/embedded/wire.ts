import { Duplex } from 'node:stream';
import type { PGlite } from '@electric-sql/pglite';

const terminate = 'X'.charCodeAt(0);
/** Messages after which the server answers: a simple query, Sync and Flush. */
const answered = new Set(['Q', 'S', 'H'].map((letter) => letter.charCodeAt(0)));
const idle = 'I'.charCodeAt(0);

/** PGlite's wire protocol, one call at a time. */
export class Wire {
  readonly #pglite: PGlite;
  #last: Promise<unknown> = Promise.resolve();

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }

  /** The server's answer to whole messages. */
  send(messages: Buffer): Promise<Buffer> {
    const answer = this.#last.then(async () => Buffer.from(await this.#pglite.execProtocolRaw(messages)));
    this.#last = answer.catch(() => undefined);
    return answer;
  }
}

/**
 * What pg takes for a socket: speaks Postgres' wire protocol with the PGlite of this process. So pg's pool, Prisma's own adapter and
 * LISTEN are the same code on both databases. PGlite is one session; the pool must hold at most one of these at a time.
 */
export class WireStream extends Duplex {
  readonly #wire: Wire;
  #received: Buffer = Buffer.alloc(0);
  #started = false;
  /** The transaction status of the server's last ReadyForQuery. */
  #status = idle;
  #waiting = false;

  constructor(wire: Wire) {
    super();
    this.#wire = wire;
  }

  // What pg calls on a socket.
  connect(): this {
    process.nextTick(() => this.emit('connect'));
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

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    this.#answer().then(() => done(), done);
  }

  /** A connection that ends within a transaction takes it back, as a server does. */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#status === idle && !this.#waiting) {
      done(error);
      return;
    }
    // Sent at once, so that it stands in the wire's queue before whatever the next connection sends.
    this.#wire.send(simpleQuery('ROLLBACK')).then(
      () => done(error),
      (rollbackError: Error) => done(error ?? rollbackError),
    );
  }

  async #answer(): Promise<void> {
    const messages = this.#started ? this.#takeMessages() : this.#takeStartup();
    if (!messages) return;
    this.#waiting = true;
    const answer = await this.#wire.send(messages);
    this.#waiting = false;
    // ReadyForQuery, where there is one, ends the answer with its status byte.
    if (answer.at(-6) === 'Z'.charCodeAt(0)) this.#status = answer.at(-1) ?? idle;
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

function simpleQuery(text: string): Buffer {
  const body = Buffer.from(`${text}\0`);
  const head = Buffer.alloc(5);
  head.write('Q');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
