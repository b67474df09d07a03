import { randomUUID } from 'node:crypto';
import type { DatasetHeader } from '@stillhouse/domain/record/dataset.ts';
import type { CreateEvaluation, FinishEvaluation } from '@stillhouse/domain/record/evaluation.ts';
import type { StartRun } from '@stillhouse/domain/record/run.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { createEvaluation } from '@stillhouse/prisma/evaluation/create-evaluation.ts';
import { finishEvaluation } from '@stillhouse/prisma/evaluation/finish-evaluation.ts';
import { writePredictions } from '@stillhouse/prisma/evaluation/write-predictions.ts';
import { type LeaderboardRow, leaderboard } from '@stillhouse/prisma/leaderboard/leaderboard.ts';
import { finishRun } from '@stillhouse/prisma/run/finish-run.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import {
  anEvaluation,
  aSealedKnowledgeBase,
  aStartedRun,
  aWrittenDataset,
  predictionsOf,
} from '../records.ts';

let db: Database;
let dev: DatasetHeader;
let knowledgeBase: string;
beforeAll(async () => {
  db = await openTestDatabase();
  knowledgeBase = (await aSealedKnowledgeBase(db, 4)).id;
});
afterAll(() => db.close());
beforeEach(async () => {
  dev = await aWrittenDataset(db, 2);
});
afterEach(() =>
  db.query('DELETE FROM run USING project WHERE project_id = project.id AND project.name = $1', ['board']),
);

const policy = { k: 2, temperature: 0.1, beta: 0.5, search: 'EXACT', efSearch: null } as const;
const rte = { id: 'rte', scores: ['accuracy'], averaged: true } as const;
const tasks = [rte];

type Scores = { student: number; retrieved?: number; fused?: number };

/** An evaluation that is finished with these scores of accuracy. */
async function evaluated(
  run: string,
  { student, retrieved, fused }: Scores,
  change: Partial<CreateEvaluation> = {},
  result: Partial<FinishEvaluation> = {},
): Promise<void> {
  const retrieves = fused !== undefined;
  const evaluation = anEvaluation(run, dev.digest, {
    ...(retrieves && { policy, knowledgeBase }),
    ...change,
  });
  await createEvaluation(db, evaluation);
  const column = retrieves ? new Float32Array([1, 0, 1, 0]) : null;
  await writePredictions(db, predictionsOf(evaluation, 0, 2, { retrieved: column, fused: column }));
  const scores: FinishEvaluation['scores'] = [{ predictor: 'STUDENT', name: 'accuracy', value: student }];
  if (retrieved !== undefined) scores.push({ predictor: 'RETRIEVED', name: 'accuracy', value: retrieved });
  if (fused !== undefined) scores.push({ predictor: 'FUSED', name: 'accuracy', value: fused });
  const rest = { gainPValue: null, gainTest: null, recallAtK: null, latency: null };
  await finishEvaluation(db, { id: evaluation.id, scores, ...rest, ...result });
}

async function aFinishedRun(scores: Scores, change: Partial<StartRun> = {}): Promise<string> {
  const run = await aStartedRun(db, {
    project: 'board',
    kind: 'EXTERNAL',
    recipe: { model: 'x' },
    ...change,
  });
  await evaluated(run, scores);
  await finishRun(db, { id: run, status: 'FINISHED', failure: null });
  return run;
}

const board = (change: Partial<Parameters<typeof leaderboard>[1]> = {}): Promise<LeaderboardRow[]> =>
  leaderboard(db, { tasks, split: 'DEV', ...change });

describe('leaderboard', () => {
  test('gives mean, sample standard deviation and best over the seeds of a recipe', async () => {
    const runs = [];
    for (const [seed, student] of [0.5, 0.6, 0.7].entries())
      runs.push(await aFinishedRun({ student }, { seed }));
    const [row] = await board();
    expect(row).toMatchObject({ label: 'x', kind: 'EXTERNAL', parameters: 1234 });
    expect(row?.cells).toMatchObject([
      {
        task: 'rte',
        score: 'accuracy',
        n: 3,
        seeds: [0, 1, 2],
        best: 0.7,
        alone: null,
        gain: null,
        complete: true,
        runs,
      },
    ]);
    expect(row?.cells[0]?.mean).toBeCloseTo(0.6, 12);
    expect(row?.cells[0]?.sd).toBeCloseTo(0.1, 12);
    expect(row?.average).toBeCloseTo(0.6, 12);
  });

  test('shows the student with retrieval, alone, by its neighbors only, and its gain', async () => {
    await aFinishedRun({ student: 0.6, retrieved: 0.55, fused: 0.7 }, { seed: 1 });
    await aFinishedRun({ student: 0.7, retrieved: 0.65, fused: 0.72 }, { seed: 2 });
    const cell = (await board())[0]?.cells[0];
    expect(cell?.mean).toBeCloseTo(0.71, 12);
    expect(cell?.alone).toBeCloseTo(0.65, 12);
    expect(cell?.neighborsOnly).toBeCloseTo(0.6, 12);
    expect(cell?.gain).toBeCloseTo(0.06, 12);
    expect(cell?.gainSd).toBeCloseTo(Math.sqrt(0.0032), 12); // of 0.10 and 0.02
  });

  test("a score is the exact search's, never the HNSW one's, and the latest of several", async () => {
    const run = await aStartedRun(db, { project: 'board', kind: 'EXTERNAL' });
    await evaluated(run, { student: 0.1, fused: 0.2 });
    await evaluated(run, { student: 0.5, fused: 0.6 });
    await evaluated(
      run,
      { student: 0.5, fused: 0.9 },
      { policy: { ...policy, search: 'HNSW', efSearch: 10 } },
    );
    await evaluated(run, { student: 0.95 });
    await finishRun(db, { id: run, status: 'FINISHED', failure: null });
    expect((await board())[0]?.cells).toMatchObject([{ n: 1, mean: 0.6, alone: 0.5, sd: null }]);
  });

  test("a student's retention is its score divided by its teacher's", async () => {
    const teacher = await aFinishedRun({ student: 0.8 }, { recipe: { model: 'teacher' } });
    await aFinishedRun({ student: 0.6 }, { teacher, recipe: { model: 'student' } });
    const rows = await board();
    const retention = (label: string) => rows.find((row) => row.label === label)?.cells[0]?.retention;
    expect(retention('student')).toBeCloseTo(0.75, 12);
    expect(retention('teacher')).toBeNull();
  });

  test('a seed that was run again counts once, by its latest run', async () => {
    await aFinishedRun({ student: 0.1 }, { seed: 1 });
    const latest = await aFinishedRun({ student: 0.9 }, { seed: 1 });
    expect((await board())[0]?.cells).toMatchObject([{ n: 1, mean: 0.9, runs: [latest] }]);
  });

  test('leaves out runs and evaluations that are not finished', async () => {
    await evaluated(await aStartedRun(db, { project: 'board' }), { student: 0.5 });
    const failed = await aStartedRun(db, { project: 'board' });
    await evaluated(failed, { student: 0.5 });
    await finishRun(db, { id: failed, status: 'FAILED', failure: null });
    const open = await aStartedRun(db, { project: 'board' });
    await createEvaluation(db, anEvaluation(open, dev.digest));
    await finishRun(db, { id: open, status: 'FINISHED', failure: null });
    expect(await board()).toEqual([]);
  });

  test('several datasets of a split are averaged run by run, and parts do not mix with the whole', async () => {
    const run = await aStartedRun(db, { project: 'board', kind: 'EXTERNAL' });
    for (const [name, value, complete] of [
      ['dev_mismatched', 0.6, true],
      ['dev_matched', 0.8, true],
      ['dev_matched[:2]', 0.1, false],
    ] as const) {
      const dataset = await aWrittenDataset(db, 2, { name, complete });
      await evaluated(run, { student: value }, { dataset: dataset.digest });
    }
    await finishRun(db, { id: run, status: 'FINISHED', failure: null });
    const [cell] = (await board())[0]?.cells ?? [];
    expect(cell).toMatchObject({ n: 1, complete: true });
    expect(cell?.mean).toBeCloseTo(0.7, 12);
    expect(cell?.parts).toEqual([
      { dataset: 'dev_matched', score: 'accuracy', mean: 0.8, sd: null },
      { dataset: 'dev_mismatched', score: 'accuracy', mean: 0.6, sd: null },
    ]);
  });

  test('says each score on each dataset, with its deviation over the seeds that count', async () => {
    for (const [seed, fused] of [
      [1, 0.3],
      [1, 0.5],
      [2, 0.7],
    ] as const)
      await aFinishedRun({ student: 0.1, retrieved: 0.2, fused }, { seed });
    const [part, ...more] = (await board())[0]?.cells[0]?.parts ?? [];
    expect(more).toEqual([]);
    expect(part?.mean).toBeCloseTo(0.6, 12);
    expect(part?.sd).toBeCloseTo(Math.sqrt(0.02), 12);
  });

  test('a row averages only where it is complete on every task', async () => {
    const recipe = (task: string) => ({ model: 'x', data: { task } });
    await aFinishedRun({ student: 0.5 }, { task: 'rte', recipe: recipe('rte') });
    const both = { tasks: [...tasks, { id: 'cola', scores: ['accuracy'] as const, averaged: true }] };
    expect(await board(both)).toMatchObject([{ cells: [{ task: 'rte' }], average: null }]);
    dev = await aWrittenDataset(db, 2, { task: 'cola' });
    await aFinishedRun({ student: 0.7 }, { task: 'cola', recipe: recipe('cola') });
    const [row] = await board(both);
    expect(row?.cells.map(({ task }) => task)).toEqual(['rte', 'cola']);
    expect(row?.average).toBeCloseTo(0.6, 12);
    const apart = { tasks: [...tasks, { id: 'cola', scores: ['accuracy'] as const, averaged: false }] };
    expect((await board(apart))[0]).toMatchObject({
      cells: [{ task: 'rte' }, { task: 'cola' }],
      average: 0.5,
    });
    dev = await aWrittenDataset(db, 2, { task: 'cola', complete: false });
    await aFinishedRun({ student: 0.7 }, { task: 'cola', recipe: recipe('cola') });
    expect((await board(both))[0]).toMatchObject({ average: null });
  });

  test('averages a task with two scores by their plain mean, and ranks and shows it by the first', async () => {
    const run = await aStartedRun(db, { project: 'board', kind: 'EXTERNAL', recipe: { model: 'two' } });
    const scores: FinishEvaluation['scores'] = [
      { predictor: 'STUDENT', name: 'f1', value: 0.9 },
      { predictor: 'STUDENT', name: 'accuracy', value: 0.8 },
      { predictor: 'RETRIEVED', name: 'f1', value: 0.1 },
      { predictor: 'FUSED', name: 'f1', value: 0.92 },
      { predictor: 'FUSED', name: 'accuracy', value: 0.84 },
    ];
    await evaluated(run, { student: 0, fused: 0 }, {}, { scores });
    await finishRun(db, { id: run, status: 'FINISHED', failure: null });
    const [row] = await board({ tasks: [{ ...rte, scores: ['f1', 'accuracy'] }] });
    expect(row?.cells[0]).toMatchObject({ score: 'f1', mean: 0.92, alone: 0.9 });
    expect(row?.cells[0]?.meanOfScores).toBeCloseTo(0.88, 12);
    expect(row?.cells[0]?.parts).toMatchObject([
      { score: 'f1', mean: 0.92 },
      { score: 'accuracy', mean: 0.84 },
    ]);
    expect(row?.average).toBeCloseTo(0.88, 12);
  });

  test('filters by kind and objective, and carries what a row costs', async () => {
    const recipe = { kind: 'student', objective: { name: 'kd' }, encoder: { layers: 2, hidden: 8 } };
    const run = await aStartedRun(db, { project: 'board', kind: 'STUDENT', recipe, parameters: 100 });
    const latency = { studentP50: 1, studentP95: 2, retrievalP50: 3, retrievalP95: 4, load: null, quiet: null };
    await evaluated(run, { student: 0.5, fused: 0.5 }, {}, { latency });
    await finishRun(db, { id: run, status: 'FINISHED', failure: null });
    await aFinishedRun({ student: 0.5 });
    expect(await board({ kind: 'STUDENT', objective: 'kd' })).toMatchObject([
      { label: 'KD 2×8', objective: 'kd', parameters: 100, latency, knowledgeBaseSize: 4 },
    ]);
    expect(await board({ objective: 'reaugkd' })).toEqual([]);
    expect(await board({ split: 'TEST' })).toEqual([]);
    expect(await board()).toHaveLength(2);
  });

  test('is read in one statement', async () => {
    await aFinishedRun({ student: 0.5 }, { seed: null, recipe: { model: randomUUID() } });
    let statements = 0;
    const stop = db.onStatement(() => statements++);
    await board();
    stop();
    expect(statements).toBe(1);
  });
});
