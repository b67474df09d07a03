import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const isolated = ['--map-root-user', '--mount'];

/** Why no small disk can be made here; null where one can. */
export const noSmallDisk =
  spawnSync('unshare', [...isolated, 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0
    ? null
    : 'this user may not mount a file system';

/**
 * Runs a module of ours on a file system of its own, which nobody else sees and which is gone afterwards.
 *
 * @param module is given the folder of that file system, then the parameters
 * @returns the JSON that it printed last
 */
export async function onSmallDisk<T>(
  module: URL,
  { megabytes, parameters }: { megabytes: number; parameters: readonly unknown[] },
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'stillhouse-disk-'));
  const script = 'mount -t tmpfs -o size="$1"m tmpfs "$2" && cd "$3" && shift 3 && exec "$@"';
  const command = [
    process.execPath,
    '--import',
    'tsx',
    fileURLToPath(module),
    folder,
    ...parameters.map(String),
  ];
  const child = spawn('unshare', [
    ...isolated,
    'sh',
    '-c',
    script,
    'sh',
    String(megabytes),
    folder,
    root,
    ...command,
  ]);
  let printed = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  try {
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`It ended with status ${code}: ${errors}`);
    return JSON.parse(printed.trim().split('\n').at(-1) ?? '') as T;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
