import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const module = new URL('../../../scripts/setup/when-npm-ends.mjs', import.meta.url).href;
const script = fileURLToPath(new URL('./run-by-npm.mjs', import.meta.url));

let folder: string;
let npm: ChildProcess | undefined;
let pid = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillhouse-npm-'));
});
afterEach(async () => {
  if (pid && isAlive(pid)) process.kill(pid, 'SIGKILL');
  npm?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

test.runIf(process.platform === 'linux')('a script ends when npm is killed by kill -9', async () => {
  const scripts = { serve: `node ${script} ${module}` };
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'served', version: '1.0.0', scripts }),
  );
  npm = spawn('npm', ['run', '--silent', 'serve'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: npm.stdout as NodeJS.ReadableStream });
  const line = await new Promise<string>((resolve) => lines.once('line', resolve));
  const [started, parent] = JSON.parse(line) as [number, number];
  pid = started;
  expect(parent).toBe(npm.pid);
  npm.kill('SIGKILL');
  await vi.waitUntil(() => !isAlive(pid), { timeout: 20_000, interval: 50 });
});
