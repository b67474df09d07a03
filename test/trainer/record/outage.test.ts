import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { callRecorder } from '@stillhouse/trainer/record/call-recorder.ts';
import { Outbox } from '@stillhouse/trainer/record/outbox.ts';
import { replay } from '@stillhouse/trainer/record/replay.ts';
import { Spool } from '@stillhouse/trainer/record/spool.ts';
import { leftSpools, replayLeftSpools } from '@stillhouse/trainer/record/spools.ts';
import { MetricBuffer } from '@stillhouse/trainer/stage/run/metric-buffer.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTestDatabase } from '../../prisma/open-test-database.ts';
import { aDataset, anEvaluation, aRun, entriesOf, examplesOf, predictionsOf } from '../../prisma/records.ts';
import { DatabaseTarget } from './database-target.ts';
import { platformOf } from './in-thread.ts';

describe('a recorder during an outage', () => {
  let database: Database;
  let target: DatabaseTarget;
  let folder: string;
  let lines: string[];
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    target = new DatabaseTarget(database);
    folder = join(await mkdtemp(join(tmpdir(), 'stillhouse-spool-')), 'spool', `now_${process.pid}`);
    lines = [];
  });
  afterEach(() => rm(join(folder, '..', '..'), { recursive: true, force: true }));

  const open = async () =>
    callRecorder(
      new Outbox({
        platform: platformOf(target),
        spool: await Spool.open(folder),
        report: (line) => lines.push(line),
        firstPause: 20,
        longestPause: 50,
      }),
    );
  const points = async (run: string) => {
    const rows = await database.query<{ value: number }>(
      'SELECT value FROM metric_point WHERE run_id = $1 ORDER BY step',
      [run],
    );
    return rows.map(({ value }) => value);
  };
  const aPoint = (run: string, step: number) => ({
    run,
    batch: randomUUID(),
    series: [{ key: 'loss', steps: [step], values: [step === 2 ? Number.NaN : step] }],
  });

  it('keeps every call and sends them in their order when the API is back', async () => {
    const recorder = await open();
    const run = aRun();
    await recorder.startRun(run);
    await recorder.logMetrics(aPoint(run.id, 0));
    target.away = true;
    for (const step of [1, 2, 3]) await recorder.logMetrics(aPoint(run.id, step));
    await recorder.updateRun({ id: run.id, name: 'during' });
    expect(await points(run.id)).toEqual([0]);
    target.away = false;
    await recorder.updateRun({ id: run.id, name: 'after' });
    await vi.waitFor(async () => expect(await points(run.id)).toEqual([0, 1, Number.NaN, 3]), 20_000);
    await recorder.flush();
    await recorder.close();
    const [row] = await database.query<{ name: string }>('SELECT name FROM run WHERE id = $1', [run.id]);
    expect(row?.name).toBe('after');
    expect(lines[0]).toMatch(/^The API is unavailable/);
    expect(lines.at(-1)).toMatch(/^The API is available again: sent \d stored calls/);
    await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('shows a run that was sent later at the times when it really ran', async () => {
    const recorder = await open();
    const run = aRun();
    const dataset = aDataset(1);
    const evaluation = anEvaluation(run.id, dataset.digest);
    target.away = true;
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-01T12:00:00Z') });
    try {
      await recorder.startRun(run);
      await recorder.registerDataset(dataset, [examplesOf(dataset, 0, 1)]);
      vi.setSystemTime('2026-03-01T12:05:00Z');
      const metrics = new MetricBuffer(recorder, run.id);
      metrics.log(1, { loss: 1 });
      await metrics.flush();
      await recorder.createEvaluation(evaluation);
      await recorder.writePredictions(predictionsOf(evaluation, 0, 1));
      vi.setSystemTime('2026-03-01T12:06:00Z');
      await recorder.finishEvaluation({
        id: evaluation.id,
        scores: [{ predictor: 'STUDENT', name: 'accuracy', value: 1 }],
        ...{ gainPValue: null, gainTest: null, recallAtK: null, latency: null },
      });
      vi.setSystemTime('2026-03-01T12:05:59Z'); // somebody put the clock back
      await recorder.finishRun({ id: run.id, status: 'FINISHED', failure: null });
    } finally {
      vi.useRealTimers();
    }
    await recorder.close();
    target.away = false;
    expect((await replayLeftSpools(await leftSpools(join(folder, '..', '..')), target)).refused).toEqual([]);
    const [row] = await database.query(
      `SELECT status, started_at, finished_at, (SELECT time FROM metric_point WHERE run_id = run.id) AS point,
              (SELECT created_at FROM evaluation WHERE run_id = run.id) AS evaluation_from,
              (SELECT finished_at FROM evaluation WHERE run_id = run.id) AS evaluation_to
       FROM run WHERE id = $1`,
      [run.id],
    );
    const at = (minute: number) => new Date(`2026-03-01T12:0${minute}:00Z`);
    expect(row).toEqual({
      ...{ status: 'FINISHED', started_at: at(0), finished_at: at(6) },
      ...{ point: at(5), evaluation_from: at(5), evaluation_to: at(6) },
    });
  });

  it('writes nothing twice when an answer is lost', async () => {
    const recorder = await open();
    const run = aRun();
    await recorder.startRun(run);
    target.losesAnswers = true;
    await recorder.logMetrics(aPoint(run.id, 0));
    target.losesAnswers = false;
    await recorder.close();
    expect(await points(run.id)).toEqual([0]);
    const [row] = await database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM ingested_batch WHERE run_id = $1',
      [run.id],
    );
    expect(row?.count).toBe(1);
  });

  it('leaves what could not be sent for the next process, float columns bit for bit', async () => {
    const recorder = await open();
    target.away = true;
    const run = aRun();
    const dataset = aDataset(4);
    const memory = {
      id: randomUUID(),
      name: 'm',
      teacher: run.id,
      dataset: dataset.digest,
      dimension: 8,
      classes: 2,
    };
    const entries = entriesOf(memory, 0, 4);
    await recorder.startRun(run);
    await recorder.registerDataset(dataset, [examplesOf(dataset, 0, 4)]);
    await recorder.createKnowledgeBase(memory);
    await recorder.writeEntries(entries);
    await recorder.sealKnowledgeBase({ id: memory.id, size: 4, health: null });
    await recorder.finishRun({ id: run.id, status: 'FINISHED', failure: null });
    await recorder.close();
    expect(lines.at(-1)).toMatch(/7 calls are stored in .* run `stillhouse sync` to send them/);

    target.away = false;
    const outcome = await replayLeftSpools(await leftSpools(join(folder, '..', '..')), target);
    expect(outcome).toEqual({ sent: 7, refused: [] });
    const [row] = await database.query<{ embedding: string }>(
      'SELECT embedding::text FROM knowledge_entry WHERE knowledge_base_id = $1 AND index = 3',
      [memory.id],
    );
    const stored = Float32Array.from(JSON.parse(row?.embedding ?? '[]') as number[]);
    expect(stored).toEqual(entries.embeddings.slice(24));
    expect(await replayLeftSpools(await leftSpools(join(folder, '..', '..')), target)).toEqual({
      sent: 0,
      refused: [],
    });
  });

  it('says aloud what the API refuses afterwards, and goes on with the rest', async () => {
    const recorder = await open();
    target.away = true;
    await recorder.startRun(aRun({ kind: 'STUDENT', teacher: randomUUID() }));
    const run = aRun();
    await recorder.startRun(run);
    target.away = false;
    await vi.waitFor(() => expect(lines.at(-1)).toMatch(/The API is available again/), 20_000);
    expect(lines.some((line) => line.startsWith('The API rejected startRun'))).toBe(true);
    await expect(recorder.flush()).rejects.toMatchObject({ name: 'ExpectedError' });
    await recorder.flush();
    await recorder.close();
    expect(await database.query('SELECT 1 FROM run WHERE id = $1', [run.id])).toHaveLength(1);
  });

  it('is reported once when it begins, once for each new reason, and once when everything was sent', async () => {
    const recorder = await open();
    const run = aRun();
    await recorder.startRun(run);
    target.away = true;
    for (const step of [1, 2, 3]) await recorder.logMetrics(aPoint(run.id, step));
    target.full = true;
    target.away = false;
    await vi.waitFor(() => expect(lines).toHaveLength(2), 20_000);
    // It takes one call and fails again, over and over.
    target.full = false;
    target.failsEverySecond = true;
    await vi.waitFor(() => expect(lines.at(-1)).toMatch(/is available again/), 20_000);
    await recorder.updateRun({ id: run.id, notes: 'directly' });
    target.failsEverySecond = false;
    await recorder.close();
    expect(lines.slice(0, 3)).toEqual([
      expect.stringMatching(
        /^The API is unavailable \(nobody there\): recording to .* until it is available again\.$/,
      ),
      'The API is still unavailable (No space is left).',
      'The API is available again: sent 3 stored calls.',
    ]);
    expect(await points(run.id)).toEqual([1, Number.NaN, 3]);
  });

  it('of one call alone does not block the calls behind it: the call is set aside with its reason', async () => {
    const recorder = await open();
    const run = aRun();
    await recorder.startRun(run);
    target.away = true;
    await recorder.updateRun({ id: run.id, name: 'poison' });
    await recorder.logMetrics(aPoint(run.id, 1));
    target.failsAt = 'poison';
    target.away = false;
    await vi.waitFor(async () => expect(await points(run.id)).toEqual([1]), 20_000);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^The API rejected updateRun: it failed 8 times: Internal error \(kept in .*refused/,
      ),
    );
    await expect(recorder.flush()).rejects.toMatchObject({ name: 'ExpectedError' });
    await recorder.close();
    const refused = await readdir(join(folder, 'refused'));
    expect(refused.sort()).toEqual(['000000001.call', '000000001.call.txt']);
    const reason = await readFile(join(folder, 'refused', '000000001.call.txt'), 'utf8');
    expect(reason).toContain('Internal error');
  });

  it('throws at once what the API refuses while it is there, and keeps nothing of it', async () => {
    const recorder = await open();
    await expect(recorder.startRun(aRun({ kind: 'STUDENT', teacher: randomUUID() }))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await recorder.close();
    await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('ignores a call whose writing was interrupted', async () => {
    const spool = await Spool.open(folder);
    await spool.append({ method: 'startRun', input: aRun() });
    const { writeFile } = await import('node:fs/promises');
    await writeFile(join(folder, '000000002.call.unfinished'), 'hal');
    const again = await Spool.open(folder);
    expect(again.size).toBe(1);
    await again.append({
      method: 'finishRun',
      input: { id: randomUUID(), status: 'FINISHED', failure: null },
    });
    expect((await replay(again, target)).sent).toBe(1);
    expect(again.size).toBe(0);
  });
});
