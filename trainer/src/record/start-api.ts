import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { findRunningApi, runningApi } from './running-api.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface StartedApi {
  url: string;
  /** False where another process turned out to serve the folder. */
  own: boolean;
  stop(): Promise<void>;
}

export interface StartApiOptions {
  home: string;
  /** Taken if it is free; otherwise any other. */
  port: number;
  variables: NodeJS.ProcessEnv;
}

/**
 * Starts the API on this home folder as a child process, which ends with this one, and waits until it answers.
 *
 * @returns it; or, where another process turned out to serve the folder, that one, which `stop` then leaves alone
 * @throws ExpectedError UNAVAILABLE quoting its log where it doesn't come up
 */
export async function startApi(options: StartApiOptions, patience = 60_000): Promise<StartedApi> {
  const port = (await freePort(options.port)) ?? (await freePort(0));
  const url = `http://127.0.0.1:${port}`;
  const logs = join(options.home, 'logs');
  await mkdir(logs, { recursive: true });
  const path = join(logs, 'api.log');
  const log = await open(path, 'w');
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'apps/api/src/main.ts')], {
    cwd: root,
    // In a process group of its own: Ctrl-C is for us, and what we then record needs the API.
    detached: true,
    // When this process is gone, however it went, the channel closes and the API ends.
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
    env: { ...options.variables, STILLHOUSE_HOME: options.home, STILLHOUSE_API_PORT: String(port) },
  });
  await log.close();
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  child.unref();
  child.channel?.unref();

  const started: StartedApi = { url, own: true, stop: () => stop(child, exited) };
  const upOrGone = await untilHealthy(options.home, child, patience);
  if (upOrGone === 'up') return started;
  // Another process may have come first to the folder, and be about to serve it.
  const other = upOrGone === 'gone' ? await untilRunning(options.home) : null;
  if (other) return { url: other, own: false, stop: async () => undefined };
  await started.stop();
  const said = (await readFile(path, 'utf8')).trimEnd().split('\n').slice(-5).join('\n');
  throw new ExpectedError('UNAVAILABLE', `The API for recording could not be started:\n${said}`);
}

async function untilHealthy(
  home: string,
  child: ChildProcess,
  patience: number,
): Promise<'up' | 'gone' | 'late'> {
  for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(100)) {
    // Whoever answers at the port may be another's: the word in the folder says whose.
    if ((await findRunningApi(home))?.pid === child.pid) return 'up';
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return 'gone';
  }
  return 'late';
}

async function untilRunning(home: string, patience = 5_000): Promise<string | null> {
  for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(200)) {
    const url = await runningApi(home);
    if (url) return url;
  }
  return null;
}

async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  child.kill('SIGTERM');
  const impatient = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await exited;
  clearTimeout(impatient);
}

/** The port, or any free one for 0; null where it is taken. */
function freePort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(null));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      const found = typeof address === 'object' && address ? address.port : null;
      probe.close(() => resolve(found));
    });
  });
}
