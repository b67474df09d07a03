import { Interrupted } from '../stage/interrupted.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Status of a process that a signal ended, as shells count it. */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

export interface Interruption {
  /** Aborted, with Interrupted, by the first Ctrl-C, SIGTERM or SIGHUP. */
  signal: AbortSignal;
  /** Status to exit with, once interrupted. */
  exitCode(): number | null;
  /** Gives signals their usual meaning back. */
  release(): void;
}

/** From now on the first Ctrl-C asks the work to end in order, and the second ends the process at once. */
export function interruptible(say: (line: string) => void): Interruption {
  const controller = new AbortController();
  let code: number | null = null;
  const onSignal = (name: NodeJS.Signals) => {
    const status = exitCodes[name as (typeof signals)[number]];
    if (code !== null) process.exit(status);
    code = status;
    say('Stopping after this step. Press again to quit immediately.');
    controller.abort(new Interrupted(name));
  };
  for (const name of signals) process.on(name, onSignal);
  return {
    signal: controller.signal,
    exitCode: () => code,
    release() {
      for (const name of signals) process.off(name, onSignal);
    },
  };
}
