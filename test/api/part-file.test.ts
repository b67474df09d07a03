import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { partFile } from '@stillhouse/api/bulk/part-file.ts';
import { startApi } from '@stillhouse/api/start-api.ts';
import { expect, it } from 'vitest';
import { openTestDatabase } from '../prisma/open-test-database.ts';

const sha256 = 'ab'.repeat(32);

async function processThatEnds(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

function processThatLives(): ChildProcess {
  return spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
}

it('files that a dead process was receiving are removed at start, those of a living one stay', async () => {
  const home = await mkdtemp(join(tmpdir(), 'stillhouse-parts-'));
  const folder = join(home, 'artifacts', 'ab');
  await mkdir(folder, { recursive: true });
  const living = processThatLives();
  const here = encodeURIComponent(hostname()).replaceAll('.', '%2E');
  const old = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
  try {
    const files = {
      whole: sha256,
      ownThatIsReceivedNow: partFile(sha256),
      ofAnEarlierProcessWithThisNumber: `${sha256}.${here}.${process.pid}.00000000-0.part`,
      ofADeadProcess: `${sha256}.${here}.${await processThatEnds()}.00000000-0.part`,
      ofALivingProcess: `${sha256}.${here}.${living.pid}.00000000-0.part`,
      elsewhere: `${sha256}.elsewhere.1.00000000-0.part`,
      elsewhereLongAgo: `${sha256}.elsewhere.2.00000000-0.part`,
      ofAnOlderVersion: `${sha256}.0a.part`,
    };
    for (const name of Object.values(files)) await writeFile(join(folder, name), 'part');
    for (const name of [files.elsewhereLongAgo, files.ofAnOlderVersion])
      await utimes(join(folder, name), old, old);
    const api = await startApi({ db: await openTestDatabase(), home, port: 0, webPort: 43_210 });
    const { whole, ownThatIsReceivedNow, ofALivingProcess, elsewhere } = files;
    expect((await readdir(folder)).sort()).toEqual(
      [whole, ownThatIsReceivedNow, ofALivingProcess, elsewhere].sort(),
    );
    await api.close();
  } finally {
    living.kill('SIGKILL');
    await rm(home, { recursive: true, force: true });
  }
});
