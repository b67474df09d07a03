import { MessageChannel, type MessagePort, receiveMessageOnPort, type Worker } from 'node:worker_threads';
import { LastingThread } from '../../thread/lasting-thread.ts';
import type { Call } from '../call.ts';
import type { CallSink } from '../call-recorder.ts';
import type { PlatformAddress } from '../platform.ts';
import type { FollowedRun, FromRecorder, Pace, RecorderThreadData, ToRecorder } from './messages.ts';
import { Overflow } from './overflow.ts';
import { received } from './sent-error.ts';

export interface RecorderThreadOptions {
  address: PlatformAddress;
  /** Folder of the spool. */
  spool: string;
  /** Prints a line for the person who waits. */
  report(line: string): void;
  pace?: Pace;
  /** Most calls, and bytes of calls, in memory that are not safe yet; further ones go to disk. */
  most?: { calls: number; bytes: number };
  /** Module of the thread. */
  module?: URL;
}

/** A request that is not answered yet. */
interface Pending {
  /** null: it asks for something else. */
  call: Call | null;
  bytes: number;
  resolve(): void;
  reject(error: Error): void;
}

const usualMost = { calls: 1_000, bytes: 64 * 1024 * 1024 };
const usualModule = new URL('./recorder-thread.mjs', import.meta.url);

/** Milliseconds from the end of a thread that failed to the beginning of the next. */
const restartPause = 1_000;

/**
 * Hands calls to a thread of its own, which delivers them while this one computes. A call is posted at the moment when it is made, so that it
 * is on its way even if this thread does not return to its event loop for minutes. Heartbeats and samples of the system come from that thread
 * too.
 *
 * Where the thread cannot follow or has failed, calls are written to disk, which makes them safe, and the thread takes them over from there.
 * The same is done with what is not safe yet when the process exits without `close`.
 */
export class RecorderThread implements CallSink {
  readonly #options: RecorderThreadOptions;
  readonly #overflow: Overflow;
  readonly #thread: LastingThread;
  readonly #pending = new Map<number, Pending>();
  readonly #alive = new Set<string>();
  readonly #followed = new Map<string, FollowedRun>();
  /** Of the thread that runs now; null where one has failed and the next has not begun. */
  #port: MessagePort | null = null;
  #nextId = 1;
  #bytes = 0;
  readonly #onExit = () => this.#spill();

  constructor(options: RecorderThreadOptions) {
    this.#options = options;
    this.#overflow = new Overflow(options.spool);
    this.#thread = new LastingThread({
      name: 'The recorder',
      module: options.module ?? usualModule,
      workerData: () => this.#workerData(),
      onBegin: (worker) => this.#begin(worker),
      onFail: () => this.#failed(),
      report: options.report,
      pause: restartPause,
    });
    process.on('exit', this.#onExit);
  }

  /** Resolves once the call is safe: recorded, or on disk. */
  deliver(call: Call, bytes: number): Promise<void> {
    const { method } = call;
    if (method === 'startRun' || method === 'resumeRun') this.#watch(call.input.id);
    const safe = this.#hand(call, bytes);
    return method === 'finishRun' ? safe.finally(() => this.#unwatch(call.input.id)) : safe;
  }

  /** Samples the system for a run until `unfollow`. */
  follow(run: FollowedRun): void {
    this.#followed.set(run.run, run);
    this.#post({ follow: run });
  }

  unfollow(run: string): void {
    this.#followed.delete(run);
    this.#post({ unfollow: run });
  }

  flush(): Promise<void> {
    return this.#ask('flush');
  }

  async close(): Promise<void> {
    await this.#ask('close');
    const { report, spool } = this.#options;
    if (this.#port === null) report(`Calls are stored in ${spool}; run \`stillhouse sync\` to send them.`);
    process.off('exit', this.#onExit);
    await this.#thread.close();
    this.#port?.close();
  }

  #hand(call: Call, bytes: number): Promise<void> {
    // What was answered meanwhile is known only once it is read, and the event loop may not have had a turn.
    this.#readAnswers();
    if (this.#port !== null && !this.#isFull(bytes)) return this.#request({ call }, call, bytes);
    const overflow = this.#overflow.write(call);
    this.#post({ overflow });
    return Promise.resolve();
  }

  #isFull(bytes: number): boolean {
    const most = this.#options.most ?? usualMost;
    const full = this.#pending.size >= most.calls || this.#bytes + bytes > most.bytes;
    return full && this.#pending.size > 0;
  }

  /** Where no thread runs, every call is on disk: there is nothing to wait for. */
  #ask(ask: 'flush' | 'close'): Promise<void> {
    return this.#port === null ? Promise.resolve() : this.#request({ ask }, null, 0);
  }

  #request(
    message: { call: Call } | { ask: 'flush' | 'close' },
    call: Call | null,
    bytes: number,
  ): Promise<void> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#post({ id, ...message });
      this.#pending.set(id, { call, bytes, resolve, reject });
      this.#bytes += bytes;
      this.#port?.ref();
    });
  }

  #post(message: ToRecorder): void {
    this.#port?.postMessage(message);
  }

  #readAnswers(): void {
    if (this.#port === null) return;
    for (let next = receiveMessageOnPort(this.#port); next; next = receiveMessageOnPort(this.#port))
      this.#receive(next.message as FromRecorder);
  }

  #receive(message: FromRecorder): void {
    if ('line' in message) {
      this.#options.report(message.line);
      return;
    }
    const request = this.#take(message.id);
    if (message.error) request?.reject(received(message.error));
    else request?.resolve();
  }

  #take(id: number): Pending | undefined {
    const request = this.#pending.get(id);
    this.#pending.delete(id);
    this.#bytes -= request?.bytes ?? 0;
    // Whoever waits for an answer keeps the process alive; nothing else here does.
    if (this.#pending.size === 0) this.#port?.unref();
    return request;
  }

  #workerData(): RecorderThreadData {
    const { address, spool, pace = {} } = this.#options;
    return { address, spool, pace, overflowed: this.#overflow.last, alive: [...this.#alive] };
  }

  #begin(worker: Worker): void {
    const { port1, port2 } = new MessageChannel();
    worker.postMessage(port2, [port2]);
    port1.on('message', (message: FromRecorder) => this.#receive(message));
    port1.unref();
    this.#port = port1;
    for (const run of this.#followed.values()) this.#post({ follow: run });
  }

  #failed(): void {
    this.#readAnswers();
    this.#port?.close();
    this.#port = null;
    this.#spill();
  }

  /** Makes every call safe that is not. What was asked besides is answered by that. */
  #spill(): void {
    for (const [id, { call, resolve }] of [...this.#pending]) {
      if (call) this.#overflow.write(call);
      this.#take(id);
      resolve();
    }
  }

  #watch(run: string): void {
    this.#alive.add(run);
    this.#post({ watch: run });
  }

  #unwatch(run: string): void {
    this.#alive.delete(run);
    this.#post({ unwatch: run });
  }
}
