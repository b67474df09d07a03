import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareHome } from '@stillhouse/trainer/command/prepare-home.ts';
import { expect, it } from 'vitest';

async function processThatEnds(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

const processThatLives = (): ChildProcess =>
  spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);

it('what a killed process left half-written is removed when a training starts, not what another one writes', async () => {
  const home = await mkdtemp(join(tmpdir(), 'stillhouse-left-'));
  const living = processThatLives();
  const dead = await processThatEnds();
  const long = new Date(Date.now() - 2 * 60 * 60 * 1000);
  const left = [
    join('checkpoints', 'run', 'model.safetensors.part'),
    join('checkpoints', 'run', 'training', 'encoder', `step-000000003.${dead}.unfinished`, 'position.json'),
    join('trainings', `ledger.json.${dead}.unfinished`),
    join('artifacts', 'ab', `abab.${dead}.unfinished`),
    // As in a container that was started again.
    join('spool', 'then_1', `000000001.call.${process.pid}.unfinished`),
  ];
  const kept = [
    join('checkpoints', 'run', 'model.safetensors'),
    join('trainings', `other.json.${living.pid}.unfinished`),
    join('spool', 'then_1', '000000002.call'),
  ];
  const fresh = join('checkpoints', 'run', 'fresh.safetensors.part');
  try {
    for (const path of [...left, ...kept, fresh]) {
      await mkdir(join(home, path, '..'), { recursive: true });
      await writeFile(join(home, path), 'half');
      if (path !== fresh)
        for (const one of [path, join(path, '..')]) await utimes(join(home, one), long, long);
    }
    await prepareHome(home);
    const all = await readdir(home, { recursive: true, withFileTypes: true });
    const files = all.filter((entry) => entry.isFile()).map(({ name }) => name);
    expect(files.sort()).toEqual([...kept, fresh].map((path) => path.split(/[\\/]/).at(-1)).sort());
    expect(all.some(({ name }) => name.endsWith(`${dead}.unfinished`))).toBe(false);
  } finally {
    living.kill('SIGKILL');
    await rm(home, { recursive: true, force: true });
  }
});
