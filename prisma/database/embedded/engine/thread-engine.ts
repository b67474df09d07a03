import { Worker } from 'node:worker_threads';
import type { Engine, EngineOptions } from './engine.ts';
import { EngineFault } from './engine-fault.ts';
import type { Reply, Request } from './thread-message.ts';

interface Call {
  resolve: (bytes: Uint8Array | null) => void;
  reject: (error: Error) => void;
}

type Ask = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never;

/** An engine in a thread of its own: a long query keeps that thread busy, not this one. */
export class ThreadEngine implements Engine {
  readonly failed: Promise<Error>;
  readonly #worker: Worker;
  readonly #calls = new Map<number, Call>();
  #next = 0;
  #fail: (error: Error) => void = () => {};
  #ended: Error | null = null;
  #fault: EngineFault | null = null;

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.failed = new Promise((resolve) => {
      this.#fail = resolve;
    });
  }

  /** @throws EngineFault where it does not start */
  static async open(options: EngineOptions): Promise<ThreadEngine> {
    const worker = new Worker(new URL('./engine-thread.mjs', import.meta.url), {
      workerData: options,
      name: 'embedded database',
    });
    const engine = new ThreadEngine(worker);
    const opened = new Promise<void>((resolve, reject) => {
      worker.on('message', (reply: Reply) => {
        if (reply.kind === 'open') resolve();
        else engine.#receive(reply);
      });
      worker.on('error', (error) => {
        engine.#fault ??= threadFault(error);
      });
      // Another engine opens the same files: not before this thread is gone.
      worker.on('exit', () => engine.#end(engine.#fault ?? threadFault(new Error('its thread ended'))));
      void engine.failed.then(reject);
    });
    await opened;
    worker.unref();
    return engine;
  }

  async send(messages: Uint8Array): Promise<Uint8Array> {
    // A Buffer is a view of a larger one, which would be sent whole; its own slice is no copy.
    const copy = new Uint8Array(messages);
    return (await this.#ask({ call: 'send', messages: copy }, [copy.buffer])) ?? new Uint8Array();
  }

  async copy(target: string, rows: Uint8Array): Promise<void> {
    const copy = new Uint8Array(rows);
    await this.#ask({ call: 'copy', target, rows: copy }, [copy.buffer]);
  }

  async dump(): Promise<Uint8Array> {
    return (await this.#ask({ call: 'dump' })) ?? new Uint8Array();
  }

  async close(): Promise<void> {
    if (this.#ended) return;
    try {
      await this.#ask({ call: 'close' });
    } finally {
      await this.kill(threadFault(new Error('it is closed')));
    }
  }

  /** Ends the thread wherever it is, as a crash would: calls fail with the reason. */
  async kill(reason: Error): Promise<void> {
    this.#fail = () => {};
    this.#end(reason);
    await this.#worker.terminate();
  }

  #ask(ask: Ask, transfer: ArrayBuffer[] = []): Promise<Uint8Array | null> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = this.#next++;
    // A call under way keeps the process alive, an open database does not.
    this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      this.#worker.postMessage({ ...ask, id }, transfer);
    });
  }

  #receive(reply: Exclude<Reply, { kind: 'open' }>): void {
    if (reply.kind === 'fault') {
      this.#fault = new EngineFault(reply.report);
      void this.#worker.terminate();
      return;
    }
    const call = this.#calls.get(reply.id);
    this.#calls.delete(reply.id);
    if (this.#calls.size === 0) this.#worker.unref();
    if (reply.kind === 'done') call?.resolve(reply.bytes);
    else call?.reject(Object.assign(new Error(reply.failure.message), reply.failure.fields));
  }

  #end(error: Error): void {
    if (this.#ended) return;
    this.#ended = error;
    this.#fail(error);
    for (const { reject } of this.#calls.values()) reject(error);
    this.#calls.clear();
  }
}

function threadFault(error: Error & { code?: string }): EngineFault {
  return new EngineFault({ message: error.message, code: error.code ?? null, log: '', full: false });
}
