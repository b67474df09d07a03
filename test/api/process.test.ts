import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StillhouseClient } from '@stillhouse/client/client.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = join(root, 'apps/api/src/main.ts');

let home: string;
let started: { child: ChildProcess; exited: Promise<number | null> }[];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'stillhouse-main-'));
  started = [];
});
afterEach(async () => {
  for (const { child, exited } of started) {
    child.kill('SIGKILL');
    await exited;
  }
  await rm(home, { recursive: true, force: true });
});

/** Starts the API as `npm start` does. */
function launch(variables: Record<string, string>) {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', main], {
    cwd: root,
    env: { PATH, STILLHOUSE_HOME: home, STILLHOUSE_API_PORT: '0', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  started.push({ child, exited });
  return { child, said, exited };
}

async function whenReady({ said, exited }: ReturnType<typeof launch>): Promise<string> {
  const file = join(home, 'api.json');
  let gone = false;
  void exited.then(() => {
    gone = true;
  });
  for (const deadline = Date.now() + 45_000; Date.now() < deadline && !gone; ) {
    if (existsSync(file)) return (JSON.parse(await readFile(file, 'utf8')) as { url: string }).url;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The API is not there: ${said.out}${said.err}`);
}

/** It ends with status 1 and one line that a person understands. */
async function expectRefusal(process: ReturnType<typeof launch>, line: RegExp): Promise<void> {
  expect(await process.exited).toBe(1);
  const lines = process.said.err.trim().split('\n');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(line);
  expect(process.said.err + process.said.out).not.toMatch(/\bat .*\.(ts|js):/);
}

test('it says where it answers, refuses a second instance on its folder, and leaves in order when told', async () => {
  const first = launch({});
  const url = await whenReady(first);
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' });
  expect(JSON.parse(await readFile(join(home, 'api.json'), 'utf8'))).toEqual({ url, pid: first.child.pid });

  await expectRefusal(launch({}), /only one process can open it/);
  expect(JSON.parse(await readFile(join(home, 'api.json'), 'utf8'))).toEqual({ url, pid: first.child.pid });

  first.child.kill('SIGTERM');
  expect(await first.exited).toBe(0);
  expect(existsSync(join(home, 'api.json'))).toBe(false);

  const again = launch({});
  await whenReady(again);
  again.child.kill('SIGINT');
  expect(await again.exited).toBe(0);
});

test.skipIf(process.platform === 'win32')(
  'a home of its own, also one that was made for everybody, is readable and writable by its owner alone',
  async () => {
    const old = join(home, 'checkpoints', 'old');
    await mkdir(old, { recursive: true, mode: 0o777 });
    await writeFile(join(old, 'weights'), '', { mode: 0o666 });
    for (const path of [join(home, 'checkpoints'), old, join(old, 'weights')]) await chmod(path, 0o777);
    const url = await whenReady(launch({}));
    const client = new StillhouseClient({ url });
    const run = randomUUID();
    await client.startRun({ id: run, project: 'tests', name: 'a run', kind: 'EXTERNAL', recipe: {} });
    const bytes = Buffer.from('weights');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const sent = await fetch(`${url}/bulk/runs/${run}/artifacts/weights?kind=checkpoint&sha256=${sha256}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes,
    });
    expect(sent.status).toBe(200);
    const paths = (await readdir(home, { recursive: true })).map((name) => join(home, name));
    const open: string[] = [];
    for (const path of paths) if ((await stat(path)).mode & 0o077) open.push(path);
    expect(open).toEqual([]);
    expect(paths.length).toBeGreaterThan(900);
  },
);

test('a busy port is said in one line that names it', async () => {
  const busy: Server = createServer();
  await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
  const { port } = busy.address() as { port: number };
  try {
    await expectRefusal(
      launch({ STILLHOUSE_API_PORT: String(port) }),
      new RegExp(`${port}.*STILLHOUSE_API_PORT`),
    );
  } finally {
    busy.close();
  }
});

test.each(['0.0.0.0', '192.168.1.5', '::', 'example.org'])(
  'there are no users yet, so it does not serve %s',
  async (host) => {
    await expectRefusal(launch({ STILLHOUSE_HOST: host }), /STILLHOUSE_HOST.*loopback/);
    expect(existsSync(join(home, 'database'))).toBe(false);
  },
);

test('all faults of the environment are said at once', async () => {
  await expectRefusal(
    launch({ STILLHOUSE_API_PORT: 'many', STILLHOUSE_WEB_PORT: '70000', STILLHOUSE_LOG_LEVEL: 'loud' }),
    /STILLHOUSE_API_PORT.*STILLHOUSE_WEB_PORT.*STILLHOUSE_LOG_LEVEL/,
  );
});

test.skipIf(process.getuid?.() === 0)('a folder that may not be written is said in one line', async () => {
  await chmod(home, 0o500);
  await expectRefusal(launch({}), /permission|written/i);
});

test('a home that is a file is said in one line', async () => {
  await expectRefusal(launch({ STILLHOUSE_HOME: main }), /main\.ts/);
});

test('a database that cannot be reached is said in one line, without its password', async () => {
  const refused = launch({ DATABASE_URL: 'postgresql://somebody:secret@127.0.0.1:1/nothing' });
  await expectRefusal(refused, /127\.0\.0\.1:1|cannot be opened|ECONNREFUSED/i);
  expect(refused.said.err).not.toContain('secret');
});
