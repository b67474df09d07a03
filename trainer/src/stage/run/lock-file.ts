import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/**
 * Takes `path` for this process, by a file `<path>.lock` that names it. A lock whose process is gone is taken over.
 *
 * @returns what lets go of it
 * @throws ExpectedError CONFLICT where a living process holds it, or one on another machine
 */
export async function lockFile(path: string): Promise<() => Promise<void>> {
  const lock = `${path}.lock`;
  const holder = `${process.pid} ${hostname()}\n`;
  await mkdir(dirname(lock), { recursive: true });
  for (;;) {
    try {
      await writeFile(lock, holder, { flag: 'wx' });
      return () => rm(lock, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const held = await readFile(lock, 'utf8').catch(() => '');
    const [pid = '', host] = held.trim().split(' ');
    // Empty for the moment between making and writing it.
    if (host !== undefined && (host !== hostname() || isAlive(Number(pid)))) {
      throw new ExpectedError(
        'CONFLICT',
        `Process ${pid} on ${host} is at work on this. Where no such training is left, delete ${lock}.`,
      );
    }
    await rm(lock, { force: true });
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
