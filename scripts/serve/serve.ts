import { join } from 'node:path';
import type { Environment } from '../environment.ts';
import { type Stack, startStack } from './stack.ts';

export interface Serving {
  stack: Stack;
  /** Resolves with the exit status once everything is down: after Ctrl-C or SIGTERM (0), or when a part broke (1). */
  stopped: Promise<number>;
  /** Aborted at the first Ctrl-C, before API and dashboard are stopped: what works with them ends first. */
  signal: AbortSignal;
  /** Work that must end before API and dashboard go down. */
  endFirst(work: Promise<unknown>): void;
  stop(): Promise<void>;
}

/** Starts API and dashboard and stops them in order at a signal. */
export async function serve(environment: Environment): Promise<Serving> {
  const stack = await startStack(environment, (line) => console.log(`  ${line}`));
  const controller = new AbortController();
  const first: Promise<unknown>[] = [];
  let stopping: Promise<void> | undefined;
  const stop = () => {
    controller.abort();
    stopping ??= Promise.allSettled(first).then(() => stack.stop());
    return stopping;
  };
  const stopped = new Promise<number>((resolve, reject) => {
    const onSignal = () => {
      stop().then(() => resolve(0), reject);
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    stack.broken.then((child) => {
      if (stopping) {
        stopping.then(() => resolve(0), reject);
        return;
      }
      console.error(`stillhouse: the ${child.name} stopped by itself; see ${join(environment.home, 'logs')}`);
      stop().then(() => resolve(1), reject);
    }, reject);
  });
  return { stack, stopped, signal: controller.signal, endFirst: (work) => first.push(work), stop };
}
