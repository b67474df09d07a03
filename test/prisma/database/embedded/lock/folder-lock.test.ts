import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockFolder } from '@stillhouse/prisma/database/embedded/lock/folder-lock.ts';
import {
  type LockOwner,
  lockText,
  parseOwner,
  thisOwner,
} from '@stillhouse/prisma/database/embedded/lock/lock-owner.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const lease = { period: 20, patience: 300 };
const isolated = ['--map-root-user', '--pid', '--fork', '--kill-child', '--mount-proc'];
const mayIsolate = spawnSync('unshare', [...isolated, 'true']).status === 0;

let folder: string;
let file: string;
let holder: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillhouse-lock-'));
  file = join(folder, 'lock');
});
afterEach(async () => {
  await end(holder);
  holder = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** Starts a process that holds the lock, and waits until it does. */
async function hold(command: string, ...parameters: string[]): Promise<ChildProcess> {
  const module = fileURLToPath(new URL('./hold.ts', import.meta.url));
  const child = spawn(command, [...parameters, '--import', 'tsx', module, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve, reject) => {
    child.stdout?.once('data', resolve);
    child.once('exit', () => reject(new Error('The holder ended.')));
  });
  return child;
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await ended;
}

/** A holder on a machine that shares the folder but not the kernel. */
const elsewhere = (change: Partial<LockOwner> = {}): LockOwner => ({
  ...thisOwner(true),
  host: 'elsewhere',
  boot: 'another kernel',
  pidNamespace: 'pid:[1]',
  ...change,
});
/** Written over what is there, as a holder does: nobody reads an empty file in between. */
const write = (owner: LockOwner) =>
  writeFileSync(file, lockText(owner), { flag: existsSync(file) ? 'r+' : 'w' });

describe('the lock of a folder', () => {
  test('is refused while another process has it, and given at once when that process is killed', async () => {
    holder = await hold(process.execPath);
    await expect(lockFolder(folder, file)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining(`is open in process ${holder.pid}`),
    });
    await end(holder);
    await (await lockFolder(folder, file)).release();
  });

  test.skipIf(!mayIsolate)(
    `holds for a process of another container, whose pids are its own${mayIsolate ? '' : ' (this user may not make one)'}`,
    async () => {
      holder = await hold('unshare', ...isolated, process.execPath);
      await expect(lockFolder(folder, file)).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringContaining(`of the host or container ${hostname()}`),
      });
      await end(holder);
      await (await lockFolder(folder, file)).release();
    },
  );

  test('is refused while a process on another machine refreshes it', async () => {
    let beat = 0;
    const refresh = setInterval(() => write(elsewhere({ beat: ++beat, token: 'theirs' })), 10);
    write(elsewhere({ token: 'theirs' }));
    await expect(
      lockFolder(folder, file, { lease }).finally(() => clearInterval(refresh)),
    ).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('of the host or container elsewhere'),
    });
    expect(parseOwner(await readFile(file, 'utf8'))?.token).toBe('theirs');
  });

  test('of a machine that has fallen silent is taken over, after that was announced', async () => {
    write(elsewhere());
    const waits: string[] = [];
    const lock = await lockFolder(folder, file, { lease, onWait: (message) => waits.push(message) });
    expect(waits).toEqual([expect.stringContaining('on elsewhere')]);
    expect(parseOwner(await readFile(file, 'utf8'))?.pid).toBe(process.pid);
    await lock.release();
  });

  test('that somebody else has taken over is reported to its former holder, who leaves it alone', async () => {
    const lock = await lockFolder(folder, file, { lease });
    write(elsewhere({ token: 'theirs' }));
    await expect(lock.lost).resolves.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(lock.check()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await lock.release();
    expect(parseOwner(await readFile(file, 'utf8'))?.token).toBe('theirs');
  });

  test('is refreshed while its holder is busy', async () => {
    const lock = await lockFolder(folder, file, { lease });
    const beats = () => parseOwner(readFileSync(file, 'utf8'))?.beat ?? 0;
    const first = beats();
    // Nothing else runs in this thread meanwhile.
    for (let turn = 0; turn < 1e6 && beats() < first + 2; turn++);
    expect(beats()).toBeGreaterThan(first + 1);
    await lock.release();
  });

  test('that was given back or half-written is taken', async () => {
    await (await lockFolder(folder, file)).release();
    await (await lockFolder(folder, file)).release();
    await writeFile(file, '{"pid":');
    await (await lockFolder(folder, file)).release();
  });
});
