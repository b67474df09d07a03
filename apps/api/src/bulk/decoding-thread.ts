import { Worker } from 'node:worker_threads';
import { type ErrorCode, ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Decoded, EncodedBatch, RowKind } from './decode-batch.ts';

export type DecodeAnswer =
  | { rows: Decoded[RowKind] | null }
  | { refused: { code: ErrorCode; message: string; path: string[] } };

export interface DecodingOptions {
  /** A module of plain JavaScript. */
  module?: URL;
  /** Seconds that one batch may take. */
  patience?: number;
  /** Most megabytes of JavaScript objects. */
  memory?: number;
}

const tooMuch = (what: string) =>
  new ExpectedError('TOO_LARGE', `The record batch ${what}. Send smaller batches.`);

/**
 * A thread that decodes record batches, one at a time. It begins with the first batch. One that runs out of memory or takes too long is
 * ended, its batch is refused, and the next batch begins another thread.
 */
export class DecodingThread {
  readonly #options: Required<DecodingOptions>;
  #worker: Worker | null = null;
  #waiting: { resolve(answer: DecodeAnswer): void; reject(error: Error): void } | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor({
    module = new URL('./decode-thread.mjs', import.meta.url),
    patience = 60,
    memory = 1024,
  }: DecodingOptions = {}) {
    this.#options = { module, patience, memory };
  }

  /**
   * The rows of a batch, whose bytes are handed over; null where it has none.
   *
   * @throws ExpectedError BAD_INPUT as decodeBatch; TOO_LARGE where the thread ran out of memory or time; UNAVAILABLE where it cannot begin
   */
  decode(batch: EncodedBatch): Promise<Decoded[RowKind] | null> {
    const answer = this.#last.then(() => this.#ask(batch));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  async #ask(batch: EncodedBatch): Promise<Decoded[RowKind] | null> {
    const worker = this.#begun();
    const { patience } = this.#options;
    // Counted in seconds that this process was awake: after a suspension the thread has its time left.
    let seconds = 0;
    let clock: NodeJS.Timeout | undefined;
    try {
      const answer = await new Promise<DecodeAnswer>((resolve, reject) => {
        this.#waiting = { resolve, reject };
        clock = setInterval(() => {
          if (++seconds >= patience) reject(tooMuch(`takes more than ${patience} seconds to decode`));
        }, 1000);
        worker.postMessage(batch, [batch.body.buffer]);
      });
      if ('rows' in answer) return answer.rows;
      const { code, message, path } = answer.refused;
      throw new ExpectedError(code, message, path);
    } catch (error) {
      if (!(error instanceof ExpectedError) || error.code !== 'BAD_INPUT') await this.close();
      throw error;
    } finally {
      clearInterval(clock);
      this.#waiting = null;
    }
  }

  /** The thread that runs, or a new one. It keeps no process alive. */
  #begun(): Worker {
    if (this.#worker) return this.#worker;
    const { module, memory } = this.#options;
    const worker = new Worker(module, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: memory } });
    const fail = (error: Error) => {
      if (this.#worker !== worker) return;
      this.#worker = null;
      this.#waiting?.reject(error);
    };
    worker.on('message', (answer: DecodeAnswer) => this.#waiting?.resolve(answer));
    worker.on('error', (error: NodeJS.ErrnoException) => fail(failureOf(error)));
    worker.on('exit', () => fail(new ExpectedError('UNAVAILABLE', 'Decoding was aborted. Try again.')));
    worker.unref();
    this.#worker = worker;
    return worker;
  }
}

function failureOf(error: NodeJS.ErrnoException): Error {
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch('needs too much memory once decoded') : error;
}
