import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '@stillhouse/prisma/database/open.ts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const here = fileURLToPath(new URL('./', import.meta.url));
const apiMain = join(root, 'apps/api/src/main.ts');
const server = join(here, 'forking-server.mjs');

let home: string;
let pids: number[];
let launcher: ChildProcess | undefined;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'stillhouse-child-'));
  pids = [];
});
afterEach(async () => {
  for (const pid of [...pids, launcher?.pid ?? 0]) if (pid && isAlive(pid)) process.kill(pid, 'SIGKILL');
  await rm(home, { recursive: true, force: true });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Launches the script that starts both servers; resolves once the API answers. */
async function launch(): Promise<{ script: number }> {
  launcher = spawn(
    process.execPath,
    [join(here, 'launching-process.mjs'), root, join(here, 'starting-process.ts'), home, apiMain, server],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: launcher.stdout as NodeJS.ReadableStream });
  const [line] = await new Promise<[string]>((resolve) => lines.once('line', (text) => resolve([text])));
  pids = JSON.parse(line) as number[];
  await vi.waitUntil(() => existsSync(join(home, 'api.json')), { timeout: 45_000, interval: 50 });
  expect(pids.map(isAlive)).toEqual([true, true]);
  const children = await readFile(`/proc/${launcher.pid}/task/${launcher.pid}/children`, 'utf8');
  return { script: Number(children.trim().split(' ')[0]) };
}

async function expectNothingLeft(): Promise<void> {
  await vi.waitUntil(() => !pids.some(isAlive), { timeout: 30_000, interval: 50 });
  // In order: the API took back its word where it answers, and whoever comes next finds the folder unlocked.
  expect(existsSync(join(home, 'api.json'))).toBe(false);
  await (await openDatabase({ folder: join(home, 'database') })).close();
}

const onLinux = process.platform === 'linux';

test.runIf(onLinux)('API and dashboard end in order when the launcher is killed by kill -9', async () => {
  await launch();
  launcher?.kill('SIGKILL');
  await expectNothingLeft();
});

test.runIf(onLinux)(
  'API and dashboard end in order when the script between is killed by kill -9',
  async () => {
    const { script } = await launch();
    process.kill(script, 'SIGKILL');
    await expectNothingLeft();
  },
);
