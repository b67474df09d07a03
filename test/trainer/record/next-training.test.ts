import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '@stillhouse/trainer/environment.ts';
import { apiPlatform } from '@stillhouse/trainer/record/api-platform.ts';
import { destinationName } from '@stillhouse/trainer/record/destination-name.ts';
import { openRecorder } from '@stillhouse/trainer/record/open-recorder.ts';
import { sendLeft } from '@stillhouse/trainer/record/send-left.ts';
import { Spool } from '@stillhouse/trainer/record/spool.ts';
import { leftSpools, newSpoolFolder } from '@stillhouse/trainer/record/spools.ts';
import { syncLeft } from '@stillhouse/trainer/record/sync-left.ts';
import { expect, it } from 'vitest';
import { serve } from '../../api/serve.ts';
import { aRun } from '../../prisma/records.ts';

/** A process that is not there any more. */
const dead = 2 ** 30;

it('a training starts on a home where a call waits that can never succeed: it is set aside by name, the rest is sent', async () => {
  const { url, home, db, close } = await serve();
  const folder = join(home, 'spool', `2026-11-30T10-00-00-000Z_${dead}`);
  const spool = await Spool.open(folder);
  const run = aRun();
  await spool.append({ method: 'startRun', input: run });
  // What an older recorder let through: GraphQL refuses the variable before any resolver runs.
  const series = [{ key: 'loss', steps: [0.5], values: [1] }];
  await spool.append({ method: 'logMetrics', input: { run: run.id, batch: randomUUID(), series } });
  await spool.append({ method: 'updateRun', input: { id: run.id, notes: 'the rest' } });
  const lines: string[] = [];
  const opened = await openRecorder({
    ...{ databaseUrl: undefined, apiUrl: url, apiKey: undefined, apiPort: 0, home },
    ...{ variables: readEnvironment().all, report: (line: string) => lines.push(line) },
  });
  await opened.recorder.startRun(aRun());
  await opened.close();
  const [row] = await db.query('SELECT notes FROM run WHERE id = $1', [run.id]);
  expect(row).toEqual({ notes: 'the rest' });
  expect(lines).toEqual([
    'Sent 2 calls that were stored during an outage.',
    expect.stringMatching(/^Rejected and set aside: logMetrics: .*0\.5.* \(kept in .*refused.*\.call\)$/s),
  ]);
  await close();
});

it('a training starts on a home whose calls cannot be sent now, and says where they wait', async () => {
  const home = await mkdtemp(join(tmpdir(), 'stillhouse-next-'));
  const spool = await Spool.open(join(home, 'spool', `2026-11-30T10-00-00-000Z_${dead}`));
  await spool.append({ method: 'startRun', input: aRun() });
  const lines: string[] = [];
  const { target } = apiPlatform({ kind: 'api', url: 'http://127.0.0.1:1', apiKey: undefined });
  await sendLeft({ home, destination: 'home', target, report: (line) => lines.push(line) });
  expect(lines).toEqual([
    expect.stringMatching(/^Calls of an earlier training in .*spool could not be sent: /),
  ]);
  await rm(home, { recursive: true, force: true });
});

it('calls that were recorded for another platform are not sent to this one, which would refuse them', async () => {
  const { url, home, db, close } = await serve();
  const there = await Spool.open(
    join(home, 'spool', `2026-11-30T10-00-00-000Z_http%3A%2F%2Fgpu%3A4000_${dead}`),
  );
  await there.append({ method: 'startRun', input: aRun({ name: 'elsewhere' }) });
  const ours = newSpoolFolder(home, await destinationName({ databaseUrl: undefined, apiUrl: url, home }));
  const here = await Spool.open(ours.replace(/\d+$/, String(dead)));
  await here.append({ method: 'startRun', input: aRun({ name: 'here' }) });
  const lines: string[] = [];
  const destination = {
    ...{ databaseUrl: undefined, apiUrl: url, apiKey: undefined, apiPort: 0, home },
    ...{ variables: readEnvironment().all, report: (line: string) => lines.push(line) },
  };
  expect(await syncLeft(destination, false)).toMatchObject({ sent: 1, refused: [] });
  expect(lines).toContainEqual(expect.stringMatching(/^1 calls for http:\/\/gpu:4000 are stored in /));
  expect(await db.query('SELECT name FROM run')).toEqual([{ name: 'here' }]);
  expect(await syncLeft(destination, true)).toMatchObject({ sent: 1, refused: [] });
  expect(await leftSpools(home)).toEqual([]);
  await close();
});
