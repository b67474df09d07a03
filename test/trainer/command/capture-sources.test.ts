import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment, longestDiff } from '@stillhouse/domain/record/run.ts';
import { captureEnvironment } from '@stillhouse/trainer/command/capture-environment.ts';
import { captureSources } from '@stillhouse/trainer/command/capture-sources.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

describe('the sources of a training', () => {
  let folder: string;
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'stillhouse-sources-')));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const commitOf = async (content: string) => {
    git('init', '-q');
    await writeFile(join(folder, 'train.sh'), content);
    git('add', '.');
    git('-c', 'user.name=A', '-c', 'user.email=a@example.org', 'commit', '-q', '-m', 'first');
    return git('rev-parse', 'HEAD');
  };
  const called = async (from = folder) =>
    (await captureSources(from)).filter(({ name }) => name !== 'stillhouse');

  it('are the checkout of the folder it was called in, from below too, with what is not committed', async () => {
    const commit = await commitOf('seeds 1\n');
    await writeFile(join(folder, 'train.sh'), 'seeds 1 2\n');
    await mkdir(join(folder, 'below'));
    const [source] = await called(join(folder, 'below'));
    expect(source).toMatchObject({ name: basename(folder), commit, diffLength: source?.diff.length });
    expect(source?.diff).toContain('-seeds 1\n+seeds 1 2\n');
  });

  it('say how long a diff is of which only the beginning is kept', async () => {
    await commitOf('');
    await writeFile(join(folder, 'train.sh'), 'x😀\n'.repeat(longestDiff));
    const [source] = await called();
    expect(source?.diff).toHaveLength(longestDiff);
    expect(source?.diffLength).toBeGreaterThan(4 * longestDiff);
    // No half of a character at the cut.
    expect(Buffer.from(source?.diff ?? '').toString()).toBe(source?.diff);
  });

  it('have no secret in them, nor has the command', async () => {
    await commitOf('run\n');
    await writeFile(join(folder, 'train.sh'), 'HF_TOKEN=hunter2Correct9Horse run\n');
    const [source] = await called();
    expect(source?.diff).toContain('+HF_TOKEN=[masked] run\n');
    const backend = { name: 'wasm', reason: 'it was asked for', device: null } as const;
    const args = ['train', '--api', 'http://me:hunter2Correct9Horse@127.0.0.1:4000'];
    const { command } = await captureEnvironment(backend, args);
    expect(command).toContain(':[masked]@127.0.0.1');
  });

  it('are none of a folder without a checkout, and have no commit before the first', async () => {
    expect(await called()).toEqual([]);
    git('init', '-q');
    expect(await called()).toEqual([{ name: basename(folder), commit: null, diff: '', diffLength: 0 }]);
  });

  it('say so where there is a checkout that git cannot read', async () => {
    await writeFile(join(folder, '.git'), 'gitdir: nowhere');
    const [source] = await called();
    expect(source).toMatchObject({ name: basename(folder), commit: null, diffLength: source?.diff.length });
    expect(source?.diff).toMatch(/^git could not read this checkout: .*nowhere/s);
  });

  it('name Stillhouse once where it was called in its own folder', async () => {
    const names = (await captureSources(fileURLToPath(new URL('.', import.meta.url)))).map(
      ({ name }) => name,
    );
    expect(names.filter((name) => name !== 'stillhouse')).toEqual([]);
  });
});

it('an environment says machine, versions and the command that runs it again', async () => {
  const backend = { name: 'wasm', reason: 'it was asked for', device: null } as const;
  const captured = await captureEnvironment(backend, ['train', '--task', 'my task']);
  expect(environment.parse(captured)).toEqual(captured);
  expect(captured.command).toBe("npx stillhouse train --task 'my task'");
  expect(captured.versions).toMatchObject({
    stillhouse: '0.1.0',
    '@tensorflow/tfjs': '4.22.0',
    '@tensorflow/tfjs-backend-wasm': '4.22.0',
  });
  expect(captured.processor?.cores).toBeGreaterThan(0);
  expect(captured.processor?.memoryBytes).toBeGreaterThan(2 ** 28);
});
