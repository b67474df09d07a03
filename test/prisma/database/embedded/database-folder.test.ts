import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '@stillhouse/prisma/database/embedded/open-embedded.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabaseUrl } from '../../../environment.ts';

let parent: string;
/** A folder with a database that was closed in order; to be copied, not opened. */
let filled: string;
let other: ChildProcess;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'stillhouse-embedded-'));
  filled = join(parent, 'filled');
  other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const database = await openEmbedded({ folder: filled });
  await database.query('CREATE TABLE kept AS SELECT 7 AS value');
  await database.close();
});
afterAll(async () => {
  other.kill('SIGKILL');
  await rm(parent, { recursive: true, force: true });
});

/** A copy of the filled folder. */
async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(parent, 'copy-'));
  await cp(filled, folder, { recursive: true });
  return folder;
}

async function valueIn(folder: string): Promise<unknown> {
  const database = await openEmbedded({ folder });
  try {
    return (await database.query<{ value: number }>('SELECT value FROM kept'))[0]?.value;
  } finally {
    await database.close();
  }
}

const lock = (folder: string, owner: unknown) => writeFile(join(folder, 'lock'), JSON.stringify(owner));

describe.skipIf(testDatabaseUrl)('the folder of the embedded database', () => {
  test('keeps what was written, and nothing but its data once it is closed', async () => {
    const folder = await aFolder();
    expect(await valueIn(folder)).toBe(7);
    expect((await readdir(folder)).sort()).toEqual(['data', 'lock']);
  });

  test('is opened once in a process', async () => {
    const folder = await aFolder();
    const database = await openEmbedded({ folder });
    await expect(openEmbedded({ folder })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining(`${folder} is open in this process already`),
    });
    await database.close();
    expect(await valueIn(folder)).toBe(7);
  });

  test('that another process has open is refused, and that process named', async () => {
    const folder = await aFolder();
    await lock(folder, { pid: other.pid, began: null });
    await expect(openEmbedded({ folder })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining(`is open in process ${other.pid}; only one process can open it`),
    });
  });

  test('whose process was killed is taken over', async () => {
    const folder = await aFolder();
    await lock(folder, { pid: 2 ** 22 + 1, began: '1' });
    expect(await valueIn(folder)).toBe(7);
    await writeFile(join(folder, 'lock'), '{"pid":');
    expect(await valueIn(folder)).toBe(7);
  });

  test.runIf(process.platform === 'linux')(
    'whose process id was given to another process since is taken over',
    async () => {
      const folder = await aFolder();
      await lock(folder, { pid: other.pid, began: '1' });
      expect(await valueIn(folder)).toBe(7);
    },
  );

  test('that cannot be locked is said, not waited for', async () => {
    const folder = await aFolder();
    await rm(join(folder, 'lock'));
    await mkdir(join(folder, 'lock'));
    await expect(openEmbedded({ folder })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('a folder is in the way'),
    });
  });

  test('that is a file, or lies in one, is said', async () => {
    const file = join(parent, 'file');
    await writeFile(file, '');
    for (const folder of [file, join(file, 'below')]) {
      await expect(openEmbedded({ folder })).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringContaining('a file is in the way'),
      });
    }
  });

  test('whose making was interrupted is made anew', async () => {
    const folder = await aFolder();
    await writeFile(join(folder, 'unfinished'), '');
    await rm(join(folder, 'data', 'postgresql.conf'));
    const database = await openEmbedded({ folder });
    expect(await database.query(`SELECT 1 FROM pg_class WHERE relname = 'kept'`)).toEqual([]);
    await database.close();
    expect((await readdir(folder)).sort()).toEqual(['data', 'lock']);
  });

  test('whose lock another process has taken over is written to no more', async () => {
    const folder = await aFolder();
    const database = await openEmbedded({ folder, lease: { period: 20, patience: 300 } });
    await lock(folder, { pid: 1, began: null, token: 'theirs', host: 'elsewhere' });
    await expect(
      (async () => {
        for (;;) await database.query('SELECT 1');
      })(),
    ).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('has taken over') });
    await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await database.close();
  });

  test('made by another version of PostgreSQL is reported as such, not as damaged', async () => {
    const folder = await aFolder();
    await writeFile(join(folder, 'data', 'PG_VERSION'), '16\n');
    await expect(openEmbedded({ folder })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/created by PostgreSQL 16.*Open it with the version that created it/),
    });
  });

  test('is readable and writable by its owner alone, one that was made for everybody as well', async () => {
    const folder = await aFolder();
    for (const path of [folder, join(folder, 'data'), join(folder, 'data', 'PG_VERSION')])
      await chmod(path, 0o777);
    const database = await openEmbedded({ folder });
    await database.query('CREATE TABLE more AS SELECT 1 AS value');
    await database.query('CHECKPOINT');
    await database.close();
    const open: string[] = [];
    for (const path of [
      folder,
      ...(await readdir(folder, { recursive: true })).map((name) => join(folder, name)),
    ])
      if ((await stat(path)).mode & 0o077) open.push(path);
    expect(open).toEqual([]);
  });

  test('whose files are damaged is said with what to do, left as it is and not locked', async () => {
    const folder = await aFolder();
    await writeFile(join(folder, 'data', 'global', 'pg_control'), 'no control file');
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(openEmbedded({ folder })).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringMatching(
          /created by PostgreSQL \d+, cannot be opened.*files are damaged: replace the folder with a backup/,
        ),
      });
    }
    expect((await readdir(folder)).sort()).toEqual(['data', 'lock']);
  });
});
