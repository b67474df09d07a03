import { randomUUID } from 'node:crypto';
import type { DatasetHeader } from '@stillhouse/domain/record/dataset.ts';
import type { StartRun } from '@stillhouse/domain/record/run.ts';
import { taskById } from '@stillhouse/domain/task/task.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { createEvaluation } from '@stillhouse/prisma/evaluation/create-evaluation.ts';
import {
  type LeaderboardQuery,
  type LeaderboardResult,
  leaderboard,
} from '@stillhouse/prisma/leaderboard/leaderboard.ts';
import { finishRun } from '@stillhouse/prisma/run/finish-run.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import { anEvaluation, aSealedKnowledgeBase, aStartedRun, aWrittenDataset } from '../records.ts';
import { type Accuracies, aScoredRun, evaluated, scoredPolicy } from '../scored.ts';

const sentiment = taskById('synthetic-sentiment');
const entailment = taskById('synthetic-entailment');

let db: Database;
let dev: DatasetHeader;
let knowledgeBase: string;
beforeAll(async () => {
  db = await openTestDatabase();
  knowledgeBase = (await aSealedKnowledgeBase(db, 4)).id;
});
afterAll(() => db.close());
beforeEach(async () => {
  dev = await aWrittenDataset(db, 20, { task: sentiment.id });
});
afterEach(() =>
  db.query('DELETE FROM run USING project WHERE project_id = project.id AND project.name = $1', ['board']),
);

const own = { project: 'board', kind: 'EXTERNAL', recipe: { model: 'x' } } as const;
const aFinishedRun = (accuracies: Accuracies, change: Partial<StartRun> = {}, dataset = dev) =>
  aScoredRun(db, { dataset, knowledgeBase }, accuracies, { ...own, ...change });
const finish = (id: string) => finishRun(db, { id, status: 'FINISHED', failure: null });
const board = (change: Partial<LeaderboardQuery> = {}): Promise<LeaderboardResult> =>
  leaderboard(db, { tasks: [sentiment], asked: false, split: 'DEV', ...change });

describe('leaderboard', () => {
  test('gives mean, sample standard deviation and best over the seeds of a recipe', async () => {
    const runs = [];
    for (const [seed, student] of [0.5, 0.6, 0.7].entries())
      runs.push(await aFinishedRun({ student }, { seed }));
    const [row] = (await board()).rows;
    expect(row).toMatchObject({ title: 'x', kind: 'EXTERNAL', parameters: 1234 });
    const cell = row?.cells[0];
    expect(cell).toMatchObject({
      column: sentiment.id,
      predictor: 'STUDENT',
      other: null,
      alone: null,
      gain: null,
    });
    expect(cell).toMatchObject({ complete: true, main: { n: 3, missing: 0, best: 0.7 } });
    expect(cell?.runs.map(({ run, seed }) => [run, seed])).toEqual(runs.map((run, seed) => [run, seed]));
    expect(cell?.main.mean).toBeCloseTo(0.6, 12);
    expect(cell?.main.sd).toBeCloseTo(0.1, 12);
    expect(row?.average?.mean).toBeCloseTo(0.6, 12);
    expect(row?.average?.sd).toBeCloseTo(0.1, 12);
  });

  test('shows fused, the student alone, the neighbors only and the gain, each with its deviation', async () => {
    await aFinishedRun({ student: 0.6, retrieved: 0.55, fused: 0.7 }, { seed: 1 });
    await aFinishedRun({ student: 0.7, retrieved: 0.65, fused: 0.75 }, { seed: 2 });
    const cell = (await board()).rows[0]?.cells[0];
    expect(cell).toMatchObject({ predictor: 'FUSED', other: { predictor: 'STUDENT' } });
    expect(cell?.main.mean).toBeCloseTo(0.725, 12);
    expect(cell?.other?.spread.mean).toBeCloseTo(0.65, 12);
    expect(cell?.neighborsOnly?.mean).toBeCloseTo(0.6, 12);
    expect(cell?.neighborsOnly?.sd).toBeCloseTo(Math.SQRT1_2 / 10, 12);
    expect(cell?.gain?.mean).toBeCloseTo(0.075, 12);
    expect(cell?.gain?.sd).toBeCloseTo(Math.SQRT1_2 / 20, 12); // of 0.10 and 0.05
    expect(cell?.gain).toMatchObject({ n: 2, test: 'seeds-and-examples', verdict: 'UNDECIDED' });
  });

  test('a recipe is ranked by the predictor its objective is meant for, a teacher by its own', async () => {
    const student = (name: string) => ({
      kind: 'student',
      objective: { name },
      encoder: { layers: 2, hidden: 8 },
    });
    const scores = { student: 0.5, fused: 0.7 };
    for (const name of ['kd', 'reaugkd'])
      await aFinishedRun(scores, { kind: 'STUDENT', recipe: student(name) });
    const sum = { name: 'sum', terms: [{ objective: { name: 'kd' } }, { objective: { name: 'reaugkd' } }] };
    await aFinishedRun(scores, { kind: 'STUDENT', recipe: { ...student('sum'), objective: sum } });
    await aFinishedRun({ student: 0.9 }, { kind: 'TEACHER', recipe: { kind: 'teacher' }, name: 'teacher' });
    const { rows } = await board();
    const main = rows.flatMap(({ objective, cells }) =>
      objective === null ? [] : [[objective, cells[0]?.predictor, cells[0]?.main.mean]],
    );
    expect(main.sort()).toEqual([
      ['kd', 'STUDENT', 0.5],
      ['reaugkd', 'FUSED', 0.7],
      ['sum', 'FUSED', 0.7],
    ]);
    expect(rows.find(({ kind }) => kind === 'TEACHER')?.cells).toMatchObject([
      { predictor: 'TEACHER', main: { mean: 0.9 } },
    ]);
    const kd = rows.find(({ objective }) => objective === 'kd');
    expect(kd?.cells[0]?.other).toMatchObject({ predictor: 'FUSED', spread: { mean: 0.7 } });
  });

  test("a score is the exact search's, never the HNSW one's, and the latest of several", async () => {
    const run = await aStartedRun(db, own);
    const on = { run, dataset: dev, knowledgeBase };
    await evaluated(db, on, { student: 0.1, fused: 0.2 });
    await evaluated(db, on, { student: 0.5, fused: 0.6 });
    const hnsw = { ...scoredPolicy, search: 'HNSW', efSearch: 10 } as const;
    await evaluated(db, on, { student: 0.5, fused: 0.9 }, { policy: hnsw });
    await evaluated(db, on, { student: 0.95 });
    await finish(run);
    expect((await board()).rows[0]?.cells).toMatchObject([
      { main: { n: 1, mean: 0.6 }, alone: { mean: 0.5 } },
    ]);
  });

  test("a student's retention is its score divided by its teacher's", async () => {
    const teacher = await aFinishedRun({ student: 0.8 }, { recipe: { model: 'teacher' } });
    await aFinishedRun({ student: 0.6 }, { teacher, recipe: { model: 'student' } });
    const { rows } = await board();
    const retention = (title: string) => rows.find((row) => row.title === title)?.cells[0]?.retention;
    expect(retention('student')?.mean).toBeCloseTo(0.75, 12);
    expect(retention('teacher')).toBeNull();
  });

  test('a seed that was run again counts once, by its latest run', async () => {
    await aFinishedRun({ student: 0.1 }, { seed: 1 });
    const latest = await aFinishedRun({ student: 0.9 }, { seed: 1 });
    expect((await board()).rows[0]?.cells).toMatchObject([
      { main: { n: 1, mean: 0.9 }, runs: [{ run: latest }] },
    ]);
  });

  test('leaves out runs and evaluations that are not finished', async () => {
    const running = await aStartedRun(db, own);
    await evaluated(db, { run: running, dataset: dev }, { student: 0.5 });
    const failed = await aStartedRun(db, own);
    await evaluated(db, { run: failed, dataset: dev }, { student: 0.5 });
    await finishRun(db, { id: failed, status: 'FAILED', failure: null });
    const open = await aStartedRun(db, own);
    await createEvaluation(db, anEvaluation(open, dev.digest));
    await finish(open);
    expect((await board()).rows).toEqual([]);
  });

  test('several datasets of a split are averaged run by run, and parts do not mix with the whole', async () => {
    const run = await aStartedRun(db, own);
    for (const [name, student, complete] of [
      ['dev_b', 0.6, true],
      ['dev_a', 0.8, true],
      ['dev_a[:20]', 0.1, false],
    ] as const) {
      const dataset = await aWrittenDataset(db, 20, { task: sentiment.id, name, complete });
      await evaluated(db, { run, dataset }, { student });
    }
    await finish(run);
    const [cell] = (await board()).rows[0]?.cells ?? [];
    expect(cell).toMatchObject({ main: { n: 1 }, complete: true });
    expect(cell?.main.mean).toBeCloseTo(0.7, 12);
    expect(cell?.parts).toMatchObject([
      { dataset: 'dev_a', score: 'accuracy', spread: { mean: 0.8, sd: null } },
      { dataset: 'dev_b', score: 'accuracy', spread: { mean: 0.6, sd: null } },
    ]);
  });

  test('a row averages only where it is complete on every averaged task', async () => {
    const recipe = (task: string) => ({ model: 'x', data: { task } });
    await aFinishedRun({ student: 0.5 }, { recipe: recipe(sentiment.id) });
    const tasks = [sentiment, entailment];
    const both = await aWrittenDataset(db, 20, { task: entailment.id });
    await aFinishedRun({ student: 0.9 }, { recipe: { model: 'y' } }, both);
    const averages = async (change: Partial<LeaderboardQuery>) =>
      (await board(change)).rows.map(({ title, average }) => [title, average?.mean ?? null]).sort();
    expect(await averages({ tasks })).toEqual([
      ['x', null],
      ['y', null],
    ]);
    await aFinishedRun({ student: 0.7 }, { recipe: recipe(entailment.id) }, both);
    expect((await averages({ tasks }))[0]).toEqual(['x', 0.6]);
    expect(await averages({ tasks: [sentiment], asked: true })).toEqual([['x', 0.5]]);
    const apart = { ...entailment, averaged: false };
    expect((await averages({ tasks: [sentiment, apart] }))[0]).toEqual(['x', 0.5]);
  });

  test('a task nobody was scored on joins the average only if it is asked for', async () => {
    await aFinishedRun({ student: 0.5 });
    const tasks = [sentiment, entailment];
    const unasked = await board({ tasks });
    expect(unasked.averaged).toEqual([sentiment.id]);
    expect(unasked.rows[0]?.average?.mean).toBe(0.5);
    const asked = await board({ tasks, asked: true });
    expect(asked.averaged).toEqual([sentiment.id, entailment.id]);
    expect(asked.rows[0]?.average).toBeNull();
  });

  test('a task with two scores ranks by their plain mean, and shows both', async () => {
    const pairs = await aWrittenDataset(db, 20, { task: 'mrpc', labels: ['not_equivalent', 'equivalent'] });
    await aFinishedRun({ student: 0.9 }, { recipe: { model: 'both' } }, pairs);
    const { columns, rows: both } = await board({ tasks: [taskById('mrpc')] });
    const [cell] = both[0]?.cells ?? [];
    expect(columns[1]?.scores).toEqual(['f1', 'accuracy']);
    expect(cell?.parts).toMatchObject([{ score: 'f1' }, { score: 'accuracy', spread: { mean: 0.9 } }]);
    const parts = cell?.parts.map(({ spread }) => spread.mean ?? 0) ?? [];
    expect(cell?.main.mean).toBeCloseTo((parts[0]! + parts[1]!) / 2, 12);
  });

  test('an undefined score takes part in no mean and no average, and is counted', async () => {
    const similarity = { ...taskById('synthetic-similarity'), averaged: true };
    const dataset = await aWrittenDataset(db, 4, { task: similarity.id, labels: [] });
    for (const [seed, values] of [
      [1, [1, 1, 1, 1]],
      [2, [0, 1, 0, 1]],
    ] as const) {
      const run = await aStartedRun(db, { ...own, seed });
      await evaluated(db, { run, dataset }, { student: 1 }, { classes: 1 }, {}, Float32Array.from(values));
      await finish(run);
    }
    const [cell] = (await board({ tasks: [similarity] })).rows[0]?.cells ?? [];
    expect(cell?.main).toMatchObject({ n: 1, missing: 1, sd: null });
    expect(cell?.main.mean).toBeCloseTo(1, 12);
  });

  test('other content under the name of a GLUE task has a column of its own and joins no average', async () => {
    const wnli = taskById('wnli');
    const invented = await aWrittenDataset(db, 80, { task: 'wnli' });
    await aFinishedRun({ student: 0.95 }, {}, invented);
    const { columns, averaged, rows } = await board({ tasks: [wnli], asked: true });
    expect(columns.map(({ key, label, content }) => [key, label, content])).toEqual([
      ['wnli', 'WNLI', 'NOT_GLUE'],
      [`wnli@${invented.digest.slice(0, 8)}`, 'WNLI (other data)', 'OTHER'],
    ]);
    expect(averaged).toEqual(['wnli']);
    expect(rows).toMatchObject([{ average: null, cells: [{ column: columns[1]?.key }] }]);
    const official = await aWrittenDataset(db, 71, { task: 'wnli' });
    await aFinishedRun({ student: 31 / 71 }, {}, official);
    const after = await board({ tasks: [wnli], asked: true });
    expect(after.columns[0]).toMatchObject({ key: 'wnli', content: 'UNVERIFIED', baseline: 36 / 71 });
    expect(after.rows[0]?.average?.mean).toBeCloseTo(31 / 71, 12);
  });

  test('filters by kind and objective, and carries what a row costs', async () => {
    const recipe = { kind: 'student', objective: { name: 'kd' }, encoder: { layers: 2, hidden: 8 } };
    const run = await aStartedRun(db, { ...own, kind: 'STUDENT', recipe, parameters: 100 });
    const figures = { studentP50: 1, studentP95: 2, retrievalP50: 3, retrievalP95: 4 };
    const on = { run, dataset: dev, knowledgeBase };
    await evaluated(
      db,
      on,
      { student: 0.5, fused: 0.5 },
      {},
      { latency: { ...figures, load: 0.1, quiet: true } },
    );
    await finish(run);
    await aFinishedRun({ student: 0.5 });
    expect((await board({ kind: 'STUDENT', objective: 'kd' })).rows).toMatchObject([
      {
        title: 'KD 2×8',
        objective: 'kd',
        parameters: 100,
        latency: figures,
        knowledgeBase: { entries: 4, keyBytes: 128 },
      },
    ]);
    expect((await board({ objective: 'reaugkd' })).rows).toEqual([]);
    expect((await board({ split: 'TEST' })).rows).toEqual([]);
    expect((await board()).rows).toHaveLength(2);
  });

  test('latency taken under load does not join the mean of quiet figures, and is marked where there are no others', async () => {
    const latency = (studentP50: number, quiet: boolean | null) => ({
      latency: {
        studentP50,
        studentP95: 1,
        retrievalP50: null,
        retrievalP95: null,
        load: quiet === null ? null : 1,
        quiet,
      },
    });
    const timed = async (seed: number, studentP50: number, quiet: boolean | null) => {
      const run = await aStartedRun(db, { ...own, seed });
      await evaluated(db, { run, dataset: dev }, { student: 0.5 }, {}, latency(studentP50, quiet));
      await finish(run);
    };
    await timed(1, 200, false);
    await timed(2, 100, null);
    expect((await board()).rows[0]?.latency).toMatchObject({ studentP50: 150, quiet: false });
    await timed(3, 10, true);
    expect((await board()).rows[0]?.latency).toMatchObject({ studentP50: 10, quiet: true });
  });

  test('is read in two statements', async () => {
    await aFinishedRun({ student: 0.5 }, { seed: null, recipe: { model: randomUUID() } });
    let statements = 0;
    const stop = db.onStatement(() => statements++);
    await board();
    stop();
    expect(statements).toBe(2);
  });
});
