import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readEnvironment } from '@stillhouse/trainer/environment.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface Ended {
  /** null after a signal. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  process: ChildProcess;
  ended: Promise<Ended>;
}

/** Starts `stillhouse …` in a process of its own. @param variables on top of this process's */
export function startCommand(args: readonly string[], variables: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, ['bin/stillhouse.mjs', ...args], {
    cwd: root,
    env: { ...readEnvironment().all, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output.stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...output }));
  });
  return { process: child, ended };
}

/** Runs `stillhouse …` to its end. */
export function runCommand(args: readonly string[], variables: Record<string, string> = {}): Promise<Ended> {
  return startCommand(args, variables).ended;
}
