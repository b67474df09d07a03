import { AsyncLocalStorage } from 'node:async_hooks';

const callers = new AsyncLocalStorage<AbortSignal>();

/**
 * Runs work for a client that may leave before it gets its answer. Once the signal aborts, statements of the work that still wait for a
 * connection are not started, and on a server a read that is running is cancelled. A transaction that writes runs to its end: its client
 * retries it, and a retry of a committed write changes nothing.
 */
export function forCaller<T>(signal: AbortSignal, work: () => T): T {
  return callers.run(signal, work);
}

/** The signal of the client that the current work is for; undefined outside `forCaller`. */
export function callerSignal(): AbortSignal | undefined {
  return callers.getStore();
}
