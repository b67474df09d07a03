import { randomUUID } from 'node:crypto';
import type { CustomTask } from '@stillhouse/domain/task/custom-task.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { beat } from '@stillhouse/prisma/run/beat.ts';
import { finishRun } from '@stillhouse/prisma/run/finish-run.ts';
import { markLostRuns } from '@stillhouse/prisma/run/mark-lost-runs.ts';
import { resumeRun } from '@stillhouse/prisma/run/resume-run.ts';
import { startRun } from '@stillhouse/prisma/run/start-run.ts';
import { updateRun } from '@stillhouse/prisma/run/update-run.ts';
import { customTasks } from '@stillhouse/prisma/task/custom-tasks.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import { aKnowledgeBase, aRun, aRunOf, aStartedRun, aTask } from '../records.ts';

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

const read = (id: string) =>
  db.prisma.run.findUniqueOrThrow({ where: { id }, include: { project: true, recipe: true } });
const silence = (id: string, seconds: number) =>
  db.query(`UPDATE run SET heartbeat_at = now() - make_interval(secs => $2) WHERE id = $1`, [id, seconds]);

describe('startRun', () => {
  test('records a running run with its project and recipe', async () => {
    const input = aRun({ seed: 7, environment: null, notes: 'first' });
    await startRun(db, input);
    const run = await read(input.id);
    expect(run).toMatchObject({
      status: 'RUNNING',
      seed: 7,
      notes: 'first',
      tags: ['test'],
      parameters: 1234n,
    });
    expect(run.project.name).toBe('tests');
    expect(run.recipe).toMatchObject({
      title: 'Teacher 2×8',
      kind: 'TEACHER',
      task: 'rte',
      config: input.recipe,
    });
    expect(run.recipe.rowDigest).not.toBe(run.recipe.digest);
  });

  test('a retry changes nothing, even after the run went on', async () => {
    const input = aRun();
    await startRun(db, input);
    await updateRun(db, { id: input.id, name: 'renamed' });
    await finishRun(db, { id: input.id, status: 'FINISHED', failure: null });
    await startRun(db, { ...input });
    expect(await read(input.id)).toMatchObject({ name: 'renamed', status: 'FINISHED' });
  });

  test('a task of one’s own may change its title, files, format and columns', async () => {
    const task = aTask();
    await startRun(db, aRunOf(task));
    const files = { train: 'a.csv', dev: 'b.csv', test: 'c.csv' };
    const columns = { texts: ['review'], label: 'verdict' };
    const changed: CustomTask = {
      ...task,
      title: 'Film reviews',
      format: 'csv',
      delimiter: ';',
      files,
      columns,
    };
    await startRun(db, aRunOf(changed));
    expect(await customTasks(db, [task.id])).toEqual([changed]);
  });

  test.each<[string, Partial<CustomTask>, string]>([
    ['labels', { labels: ['bad', 'fine'] }, 'labels ["bad","fine"], before ["bad","good"]'],
    ['order of labels', { labels: ['good', 'bad'] }, 'labels ["good","bad"], before ["bad","good"]'],
    ['scores', { scores: ['f1', 'accuracy'] }, 'scores ["f1","accuracy"], before ["accuracy","f1"]'],
    ['number of texts', { columns: { texts: ['a', 'b'], label: 'label' } }, 'texts 2, before 1'],
    [
      'kind',
      { kind: 'regression', labels: [], range: [0, 1], scores: ['pearson'] },
      'kind "regression", before "classification"; labels []',
    ],
  ])(
    'a task of one’s own under an id that has another %s is refused, and nothing is written',
    async (_, change, said) => {
      const task = aTask();
      await startRun(db, aRunOf(task));
      const other = aRunOf({ ...task, ...change }, { project: randomUUID() });
      await expect(startRun(db, other)).rejects.toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining(said),
        path: ['recipe', 'data', 'task', expect.any(String)],
      });
      expect(await db.prisma.project.count({ where: { name: other.project } })).toBe(0);
    },
  );

  test('another run under the same id is refused', async () => {
    const input = aRun();
    await startRun(db, input);
    await expect(startRun(db, { ...input, seed: 2 })).rejects.toMatchObject({
      code: 'CONFLICT',
      path: ['id'],
    });
  });

  test('two writers of the same run at once make one run', async () => {
    const input = aRun({ project: 'brand-new', recipe: { fresh: randomUUID() } });
    await Promise.all(Array.from({ length: 8 }, () => startRun(db, input)));
    expect(await db.prisma.run.count({ where: { project: { name: 'brand-new' } } })).toBe(1);
  });

  test('runs of one recipe share it, whatever the order of its keys', async () => {
    const first = await aStartedRun(db, { recipe: { a: 1, b: { c: 2, d: 3 } }, kind: 'EXTERNAL' });
    const second = await aStartedRun(db, { recipe: { b: { d: 3, c: 2 }, a: 1 }, kind: 'EXTERNAL', seed: 2 });
    expect((await read(first)).recipeDigest).toBe((await read(second)).recipeDigest);
  });

  test('recipes that differ by task only share a leaderboard row', async () => {
    const rte = await aStartedRun(db, {
      recipe: { data: { task: 'rte', maxTokens: 128 } },
      kind: 'EXTERNAL',
    });
    const cola = await aStartedRun(db, {
      recipe: { data: { task: 'cola', maxTokens: 64 } },
      kind: 'EXTERNAL',
    });
    const [a, b] = [await read(rte), await read(cola)];
    expect(a.recipe.rowDigest).toBe(b.recipe.rowDigest);
    expect(a.recipe.digest).not.toBe(b.recipe.digest);
  });

  test('a teacher that is not there is refused, and nothing is written', async () => {
    const input = aRun({ teacher: randomUUID() });
    await expect(startRun(db, input)).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['teacher'] });
    expect(await db.prisma.run.count({ where: { id: input.id } })).toBe(0);
  });

  test('a fault is said with the path of its field', async () => {
    await expect(startRun(db, aRun({ project: 'Not A Name' }))).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: ['project'],
    });
    await expect(startRun(db, aRun({ seed: 2 ** 40 }))).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: ['seed'],
    });
  });
});

describe('updateRun', () => {
  test('sets what is given and leaves the rest', async () => {
    const knowledgeBase = await aKnowledgeBase(db, 2);
    const id = await aStartedRun(db, { notes: 'kept' });
    await updateRun(db, { id, tags: ['a', 'b'], parameters: 5_000_000_000, knowledgeBase: knowledgeBase.id });
    expect(await read(id)).toMatchObject({
      tags: ['a', 'b'],
      notes: 'kept',
      parameters: 5_000_000_000n,
      knowledgeBaseId: knowledgeBase.id,
    });
    await updateRun(db, { id, notes: null });
    expect((await read(id)).notes).toBeNull();
  });

  test('a knowledge base that is not there is refused', async () => {
    const id = await aStartedRun(db);
    await expect(updateRun(db, { id, knowledgeBase: randomUUID() })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      path: ['knowledgeBase'],
    });
  });
});

describe('finishRun', () => {
  test('ends a run once; the same end again changes nothing, another is refused', async () => {
    const id = await aStartedRun(db);
    const failed = { id, status: 'FAILED', failure: { message: 'out of memory', stack: 'at x' } } as const;
    await finishRun(db, failed);
    const ended = await read(id);
    await finishRun(db, failed);
    expect(await read(id)).toEqual(ended);
    expect(ended).toMatchObject({ status: 'FAILED', failureMessage: 'out of memory', failureStack: 'at x' });
    await expect(finishRun(db, { id, status: 'FINISHED', failure: null })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    for (const failure of [
      null,
      { ...failed.failure, message: 'other' },
      { ...failed.failure, stack: 'at y' },
    ])
      await expect(finishRun(db, { ...failed, failure })).rejects.toMatchObject({
        code: 'CONFLICT',
        path: ['failure'],
      });
  });
});

describe('resumeRun', () => {
  test.each(['FAILED', 'CANCELLED'] as const)(
    'a run that ended as %s is RUNNING again, and may end anew',
    async (status) => {
      const id = await aStartedRun(db);
      const failure = status === 'FAILED' ? { message: 'out of memory', stack: 'at x' } : null;
      await finishRun(db, { id, status, failure });
      await silence(id, 100);
      await resumeRun(db, { id });
      const run = await read(id);
      expect(run).toMatchObject({
        status: 'RUNNING',
        finishedAt: null,
        failureMessage: null,
        failureStack: null,
      });
      expect(await markLostRuns(db)).toEqual([]);
      await finishRun(db, { id, status: 'FINISHED', failure: null });
      expect((await read(id)).status).toBe('FINISHED');
    },
  );

  test('a lost run is RUNNING again; a running one stays as it is', async () => {
    const id = await aStartedRun(db);
    await silence(id, 100);
    await markLostRuns(db);
    await resumeRun(db, { id });
    await resumeRun(db, { id });
    expect((await read(id)).status).toBe('RUNNING');
  });

  test('a finished run is refused, and one that is not there', async () => {
    const id = await aStartedRun(db);
    await finishRun(db, { id, status: 'FINISHED', failure: null });
    await expect(resumeRun(db, { id })).rejects.toMatchObject({ code: 'CONFLICT', path: ['id'] });
    await expect(resumeRun(db, { id: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('heartbeat', () => {
  test('a run without a heartbeat for 45 seconds is LOST; one with it is not', async () => {
    const [silent, alive, ended] = [await aStartedRun(db), await aStartedRun(db), await aStartedRun(db)];
    await finishRun(db, { id: ended, status: 'FINISHED', failure: null });
    await silence(silent, 46);
    await silence(alive, 30);
    await silence(ended, 500);
    expect(await markLostRuns(db)).toEqual([silent]);
    expect((await read(silent)).status).toBe('LOST');
    expect((await read(alive)).status).toBe('RUNNING');
    expect((await read(ended)).status).toBe('FINISHED');
    expect(await markLostRuns(db)).toEqual([]);
  });

  test('a heartbeat revives a lost run, and a lost run may still finish', async () => {
    const id = await aStartedRun(db);
    await silence(id, 100);
    await markLostRuns(db);
    await beat(db, id);
    expect((await read(id)).status).toBe('RUNNING');
    await silence(id, 100);
    await markLostRuns(db);
    await finishRun(db, { id, status: 'FINISHED', failure: null });
    expect((await read(id)).status).toBe('FINISHED');
    await beat(db, id);
    expect((await read(id)).status).toBe('FINISHED');
  });

  test('what its trainer says revives a lost run, what people call it does not', async () => {
    const id = await aStartedRun(db);
    await silence(id, 100);
    await markLostRuns(db);
    await updateRun(db, { id, name: 'renamed', tags: ['dead'], notes: 'why?' });
    expect(await read(id)).toMatchObject({ status: 'LOST', name: 'renamed' });
    await updateRun(db, { id, parameters: 7 });
    expect((await read(id)).status).toBe('RUNNING');
    await expect(updateRun(db, { id: randomUUID(), name: 'nobody' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('a run that is not there has no heartbeat', async () => {
    await expect(beat(db, randomUUID())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('listeners', () => {
  test('hear of each change of a run once it is committed, and of no plain heartbeat', async () => {
    const heard: string[] = [];
    const stop = await db.listen('stillhouse_run', (run) => heard.push(run));
    const id = await aStartedRun(db);
    await beat(db, id);
    await updateRun(db, { id, name: 'other' });
    await finishRun(db, { id, status: 'FINISHED', failure: null });
    await expect.poll(() => heard).toEqual([id, id, id]);
    await stop();
  });
});
