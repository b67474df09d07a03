import type { PGlite } from '@electric-sql/pglite';

/** How Postgres' own errors leave WebAssembly: PGlite catches them and goes on. */
const longJump = 100;

export interface Crash {
  /** Why the server is dead; null while it lives. */
  readonly error: Error | null;
  /** Resolves with the error of the crash. */
  readonly happened: Promise<Error>;
}

/**
 * Makes PGlite stop when the server in it has died. It swallows whatever leaves WebAssembly and calls the server again: after a PANIC,
 * which aborts the program, that never ends.
 */
export function watchForCrash(pglite: PGlite, describe: (error: unknown) => Error): Crash {
  const module = pglite.Module;
  let crashed: Error | null = null;
  let tell: (error: Error) => void = () => {};
  const happened = new Promise<Error>((resolve) => {
    tell = resolve;
  });
  const watched = <A extends unknown[], R>(call: (...parameters: A) => R) => {
    return (...parameters: A): R => {
      if (crashed) throw crashed;
      try {
        return call(...parameters);
      } catch (error) {
        if ((error as { status?: number }).status === longJump) throw error;
        crashed = describe(error);
        tell(crashed);
        throw crashed;
      }
    };
  };
  module._PostgresMainLoopOnce = watched(module._PostgresMainLoopOnce);
  module._PostgresMainLongJmp = watched(module._PostgresMainLongJmp);
  // Called where PGlite catches: from there the error reaches the caller.
  module.stackRestore = watched(module.stackRestore);
  module._PostgresSendReadyForQueryIfNecessary = watched(module._PostgresSendReadyForQueryIfNecessary);
  module._pgl_pq_flush = watched(module._pgl_pq_flush);
  return {
    get error() {
      return crashed;
    },
    happened,
  };
}
