import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A process that we started and that we alone stop. */
export interface Child {
  name: string;
  pid: number | undefined;
  /** Exit status; a number ≥ 128 for a signal. */
  exited: Promise<number>;
  /** SIGTERM, then SIGKILL after `patience` milliseconds; resolves when it is gone. */
  stop(patience?: number): Promise<void>;
}

export interface ChildOptions {
  /** Variables on top of this process's own. */
  variables?: Record<string, string>;
  /** File that takes its output; left out, it prints to our terminal. */
  log?: string;
  cwd?: string;
  /** In a process group of its own, Ctrl-C reaches only us, and we stop the parts in their order. */
  ownGroup?: boolean;
  /** Ends when this process is gone, however that ended; without it, a child outlives a parent that was killed. */
  endsWithUs?: boolean;
}

const endWithParent = new URL(`./end-with-parent.mjs?parent=${process.pid}`, import.meta.url).href;

/** Starts Node with these arguments. */
export function startNode(name: string, args: readonly string[], options: ChildOptions = {}): Child {
  const { endsWithUs = false } = options;
  const streams: ('ignore' | 'pipe' | 'inherit')[] = options.log
    ? ['ignore', 'pipe', 'pipe']
    : ['inherit', 'inherit', 'inherit'];
  const child = spawn(process.execPath, [...(endsWithUs ? ['--import', endWithParent] : []), ...args], {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.variables },
    stdio: endsWithUs ? [...streams, 'ipc'] : streams,
    detached: options.ownGroup ?? false,
  });
  if (options.log) writeLog(child, options.log);
  const exited = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
  return {
    name,
    pid: child.pid,
    exited,
    async stop(patience = 10_000) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const impatient = setTimeout(() => child.kill('SIGKILL'), patience);
      await exited;
      clearTimeout(impatient);
    },
  };
}

function writeLog(child: ChildProcess, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const log = createWriteStream(path, { flags: 'a' });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
}
