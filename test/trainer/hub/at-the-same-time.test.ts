import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { awaitTurn } from '@stillhouse/trainer/hub/await-turn.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HubServer } from './hub-server.ts';

const commit = 'c0ffee0000000000000000000000000000000001';
const weights = Buffer.alloc(80_000, 7);
const files = {
  'config.json': Buffer.from('{}'),
  'model.safetensors': weights,
  'tokenizer.json': Buffer.from('{"a":1}'),
};
const script = fileURLToPath(new URL('./fetching-process.ts', import.meta.url));
const patience = { timeout: 30_000 };

let server: HubServer;
let cache: string;
let url: string;
let open: () => void;
let processes: ChildProcess[];
beforeEach(async () => {
  server = new HubServer({ name: 'owner/tiny', commit, files });
  server.gate = {
    after: 30_000,
    until: new Promise((resolve) => {
      open = resolve;
    }),
  };
  [url, cache] = [await server.start(), await mkdtemp(join(tmpdir(), 'stillhouse-hub-'))];
  processes = [];
});
afterEach(async () => {
  open();
  for (const child of processes) child.kill('SIGKILL');
  await server.stop();
  await rm(cache, { recursive: true });
});

/** A process that fetches the model, and what it has said so far. */
function fetching() {
  const child = spawn(process.execPath, ['--import', 'tsx', script, url, cache, 'owner/tiny'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  processes.push(child);
  const told = { lines: '', child, ended: once(child, 'close') };
  child.stdout.on('data', (chunk: Buffer) => {
    told.lines += chunk;
  });
  return told;
}

const rangesOfWeights = () =>
  server.requests
    .filter(({ path, range }) => path.endsWith('model.safetensors') && range !== 'bytes=0-0')
    .map(({ range }) => range);
const fetched = () => readFile(join(cache, 'models--owner--tiny', 'snapshots', commit, 'model.safetensors'));
const blobs = () => readdir(join(cache, 'models--owner--tiny', 'blobs'));

describe('a model that two processes fetch at the same time', () => {
  it('is downloaded by one of them, and the other says that it waits and finds it there', async () => {
    const first = fetching();
    await vi.waitFor(() => expect(rangesOfWeights()).toHaveLength(1), patience);
    const second = fetching();
    await vi.waitFor(
      () =>
        expect(second.lines).toContain(
          `Process ${first.child.pid} on ${hostname()} is downloading model.safetensors of owner/tiny@${commit}: waiting for it.`,
        ),
      patience,
    );
    open();
    expect([await first.ended, await second.ended]).toEqual([
      [0, null],
      [0, null],
    ]);
    expect(rangesOfWeights()).toHaveLength(1);
    expect(await fetched()).toEqual(weights);
    expect(await blobs()).toHaveLength(3);
  });

  it('is gone on with by the other where the first is killed, from the bytes that came', async () => {
    const first = fetching();
    await vi.waitFor(() => expect(first.lines).toMatch(/^30\d\d\d of/m), patience);
    const second = fetching();
    await vi.waitFor(() => expect(second.lines).toContain('waiting for it'), patience);
    first.child.kill('SIGKILL');
    server.gate = null;
    open();
    expect(await second.ended).toEqual([0, null]);
    expect(rangesOfWeights()).toHaveLength(2);
    expect(rangesOfWeights()[1]).toMatch(/^bytes=30000-/);
    expect(await fetched()).toEqual(weights);
    expect(await blobs()).toHaveLength(3);
  });

  it('is not waited for where a lock names a process that is gone', async () => {
    open();
    const gone = spawn(process.execPath, ['--eval', '']);
    await once(gone, 'close');
    expect(await fetching().ended).toEqual([0, null]);
    const [name = ''] = await blobs();
    const blob = join(cache, 'models--owner--tiny', 'blobs', name);
    await rm(blob);
    await writeFile(`${blob}.lock`, `${gone.pid} ${hostname()}\n`);
    const next = fetching();
    expect(await next.ended).toEqual([0, null]);
    expect(next.lines).not.toContain('waiting');
    expect(await blobs()).toHaveLength(3);
  });
});

describe('a lock of another machine', () => {
  it('is respected while what its holder works on grows, and taken over once it has not for long enough', async () => {
    const path = join(cache, 'a-blob');
    await writeFile(`${path}.lock`, '1 elsewhere\n');
    const waits: string[] = [];
    let looks = 0;
    const release = await awaitTurn({
      path,
      signal: new AbortController().signal,
      onWait: ({ pid, host }) => waits.push(`${pid} on ${host}`),
      progressOf: async () => Math.min(++looks, 3),
      patience: 300,
    });
    expect(waits).toEqual(['1 on elsewhere']);
    expect(looks).toBeGreaterThan(3);
    expect(await readFile(`${path}.lock`, 'utf8')).toMatch(new RegExp(`^${process.pid} ${hostname()}`));
    await release();
    expect(await readdir(cache)).toEqual([]);
  });

  it('is waited for until the wait is given up', async () => {
    const path = join(cache, 'a-blob');
    await writeFile(`${path}.lock`, '1 elsewhere\n');
    const stop = new AbortController();
    const turn = awaitTurn({
      path,
      signal: stop.signal,
      onWait: () => stop.abort(new Error('stopped')),
      progressOf: async () => null,
    });
    await expect(turn).rejects.toThrow('stopped');
    expect(await readdir(cache)).toEqual(['a-blob.lock']);
  });
});
