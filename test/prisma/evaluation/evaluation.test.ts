import { randomUUID } from 'node:crypto';
import type { CreateEvaluation, FinishEvaluation } from '@stillhouse/domain/record/evaluation.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { registerDataset } from '@stillhouse/prisma/dataset/register-dataset.ts';
import { createEvaluation } from '@stillhouse/prisma/evaluation/create-evaluation.ts';
import { embeddingOfPrediction } from '@stillhouse/prisma/evaluation/embedding-of-prediction.ts';
import { finishEvaluation } from '@stillhouse/prisma/evaluation/finish-evaluation.ts';
import { outcomeCounts } from '@stillhouse/prisma/evaluation/outcome-counts.ts';
import { readPredictions } from '@stillhouse/prisma/evaluation/read-predictions.ts';
import { writePredictions } from '@stillhouse/prisma/evaluation/write-predictions.ts';
import { sealKnowledgeBase } from '@stillhouse/prisma/knowledge-base/seal-knowledge-base.ts';
import { writeEntries } from '@stillhouse/prisma/knowledge-base/write-entries.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import {
  aDataset,
  aKnowledgeBase,
  anEvaluation,
  aSealedKnowledgeBase,
  aStartedRun,
  aWrittenDataset,
  entriesOf,
  predictionsOf,
  unitVectors,
} from '../records.ts';
import { retrievedColumns } from '../retrieved.ts';

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

const stored = (id: string) => db.prisma.evaluation.findUniqueOrThrow({ where: { id } });
const policy = { k: 2, temperature: 0.1, beta: 0.5, search: 'EXACT', efSearch: null } as const;

async function aPlainEvaluation(size: number): Promise<CreateEvaluation> {
  const { digest } = await aWrittenDataset(db, size);
  const evaluation = anEvaluation(await aStartedRun(db), digest);
  await createEvaluation(db, evaluation);
  return evaluation;
}

function resultOf(id: string, change: Partial<FinishEvaluation> = {}): FinishEvaluation {
  return {
    id,
    scores: [],
    gainPValue: null,
    gainTest: null,
    recallAtK: null,
    latency: null,
    ...change,
  };
}

describe('createEvaluation', () => {
  test('distributions are as wide as the dataset has labels, scores of a regression have one column', async () => {
    const run = await aStartedRun(db);
    const classes = await aWrittenDataset(db, 2);
    const scores = await aWrittenDataset(db, 2, { task: 'stsb', labels: [] });
    const create = (dataset: string, width: number) =>
      createEvaluation(db, anEvaluation(run, dataset, { classes: width }));
    await create(classes.digest, 2);
    await create(scores.digest, 1);
    await expect(create(classes.digest, 1)).rejects.toMatchObject({ code: 'BAD_INPUT', path: ['classes'] });
    await expect(create(scores.digest, 2)).rejects.toMatchObject({ code: 'BAD_INPUT', path: ['classes'] });
  });

  test('a retry changes nothing; another one under the same id is refused', async () => {
    const evaluation = await aPlainEvaluation(2);
    await createEvaluation(db, evaluation);
    await expect(createEvaluation(db, { ...evaluation, policyChosenOn: 'dev' })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });

  test('reads only from a sealed knowledge base that fits', async () => {
    const run = await aStartedRun(db);
    const { digest } = await aWrittenDataset(db, 2);
    const open = await aKnowledgeBase(db, 2);
    const sealed = await aSealedKnowledgeBase(db, 2);
    const create = (change: Partial<CreateEvaluation>) =>
      createEvaluation(db, anEvaluation(run, digest, { policy, dimension: 8, ...change }));
    await expect(create({ knowledgeBase: open.id })).rejects.toMatchObject({ code: 'INCOMPLETE' });
    await expect(create({ knowledgeBase: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(create({ knowledgeBase: null })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(create({ knowledgeBase: sealed.id, dimension: 9 })).rejects.toMatchObject({
      path: ['dimension'],
    });
    await expect(create({ knowledgeBase: sealed.id, classes: 3 })).rejects.toMatchObject({
      path: ['classes'],
    });
    await create({ knowledgeBase: sealed.id });
  });
});

describe('writePredictions', () => {
  test('all of an evaluation have a teacher, and as many neighbors, or none has', async () => {
    const knowledgeBase = await aSealedKnowledgeBase(db, 5);
    const { digest } = await aWrittenDataset(db, 4);
    const evaluation = anEvaluation(await aStartedRun(db), digest, {
      policy,
      knowledgeBase: knowledgeBase.id,
      dimension: 8,
    });
    await createEvaluation(db, evaluation);
    const half = (start: number, neighbors: number, taught: boolean) => {
      const student = Float32Array.of(0.75, 0.25, 0.75, 0.25);
      const embeddings = unitVectors(2, 8, 9);
      const entries = entriesOf(knowledgeBase, 0, 5);
      const columns = retrievedColumns({ entries, policy, student, embeddings, neighbors });
      return predictionsOf(evaluation, start, 2, { ...columns, teacher: taught ? student : null });
    };
    await writePredictions(db, half(0, 2, true));
    await expect(writePredictions(db, half(2, 2, false))).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: ['teacher'],
    });
    await expect(writePredictions(db, half(2, 3, true))).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: ['neighbors'],
    });
    expect(await writePredictions(db, half(2, 2, true))).toBe(2);
  });

  test('keeps every distribution and neighbor, and records what retrieval did', async () => {
    const knowledgeBase = await aKnowledgeBase(db, 5);
    const softLabels = new Float32Array([0, 1, 0, 1, 0].flatMap((label) => (label === 0 ? [1, 0] : [0, 1])));
    const entries = { ...entriesOf(knowledgeBase, 0, 5), softLabels };
    await writeEntries(db, entries);
    await sealKnowledgeBase(db, { id: knowledgeBase.id, size: 5, health: null });
    const { digest } = await aWrittenDataset(db, 4); // labels 0 1 0 1
    const nearest = { ...policy, k: 1 };
    const evaluation = anEvaluation(await aStartedRun(db), digest, {
      policy: nearest,
      knowledgeBase: knowledgeBase.id,
      dimension: 8,
    });
    await createEvaluation(db, evaluation);
    const student = new Float32Array([0.75, 0.25, 0.75, 0.25, 0.75, 0.25, 0.75, 0.25]);
    // Each asks with the key of one entry: the nearest say 0, 1, 1, 0.
    const embeddings = Float32Array.from(
      [0, 1, 3, 2].flatMap((index) => [...entries.embeddings.subarray(index * 8, index * 8 + 8)]),
    );
    const columns = retrievedColumns({ entries, policy: nearest, student, embeddings, neighbors: 3 });
    const teacher = new Float32Array([1, 0, 0, 1, 1, 0, 0, 1]);
    expect(await writePredictions(db, predictionsOf(evaluation, 0, 4, { ...columns, teacher }))).toBe(4);
    const rows = await db.prisma.prediction.findMany({
      where: { evaluationId: evaluation.id },
      orderBy: { index: 'asc' },
    });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['BOTH_RIGHT', 'HELPED', 'HURT', 'BOTH_WRONG']);
    expect(rows[1]).toMatchObject({
      student: [0.75, 0.25],
      retrieved: [0, 1],
      fused: [0.375, 0.625],
      teacher: [0, 1],
    });
    expect(rows[1]?.neighborIndices).toEqual([...columns.neighborIndices.subarray(3, 6)]);
    expect(Float32Array.from(rows[1]?.neighborSimilarities ?? [])).toEqual(
      columns.neighborSimilarities.slice(3, 6),
    );
    const { embedding, temperature } = await embeddingOfPrediction(db, evaluation.id, 3);
    expect(Float32Array.from(embedding)).toEqual(embeddings.slice(24, 32));
    expect(temperature).toBe(0.1);
    expect(await outcomeCounts(db, [evaluation.id, randomUUID()])).toEqual(
      new Map([[evaluation.id, { BOTH_RIGHT: 1, HELPED: 1, HURT: 1, BOTH_WRONG: 1 }]]),
    );
  });

  test('a retry writes nothing twice, also where it overlaps; other content is refused', async () => {
    const evaluation = await aPlainEvaluation(6);
    expect(await writePredictions(db, predictionsOf(evaluation, 0, 4))).toBe(4);
    expect(await writePredictions(db, predictionsOf(evaluation, 0, 4))).toBe(0);
    expect(await writePredictions(db, predictionsOf(evaluation, 2, 4))).toBe(2);
    const other = predictionsOf(evaluation, 4, 2);
    other.student[2] = 0.5;
    await expect(writePredictions(db, other)).rejects.toMatchObject({ code: 'CONFLICT', path: ['5'] });
    expect((await stored(evaluation.id)).written).toBe(6);
  });

  test('an embedding that was not stored, or of a prediction that is not there, is said to be missing', async () => {
    const evaluation = await aPlainEvaluation(2);
    await writePredictions(db, predictionsOf(evaluation, 0, 2));
    await expect(embeddingOfPrediction(db, evaluation.id, 1)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'This prediction was stored without an embedding.',
    });
    await expect(embeddingOfPrediction(db, evaluation.id, 2)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `There is no prediction 2 of the evaluation ${evaluation.id}.`,
    });
  });

  test('examples come before predictions', async () => {
    const dataset = aDataset(4);
    await registerDataset(db, dataset);
    const evaluation = anEvaluation(await aStartedRun(db), dataset.digest);
    await createEvaluation(db, evaluation);
    await expect(writePredictions(db, predictionsOf(evaluation, 0, 4))).rejects.toMatchObject({
      code: 'INCOMPLETE',
    });
  });

  test('columns that do not fit are refused by name', async () => {
    const evaluation = await aPlainEvaluation(4);
    const write = (change: Parameters<typeof predictionsOf>[3]) =>
      writePredictions(db, predictionsOf(evaluation, 0, 4, change));
    await expect(write({ student: new Float32Array(7) })).rejects.toMatchObject({ path: ['student'] });
    await expect(write({ fused: new Float32Array(8) })).rejects.toMatchObject({ path: ['fused'] });
    const undefinedScore = Float32Array.from([0.5, 0.5, 0.5, Number.NaN, 0.5, 0.5, 0.5, 0.5]);
    await expect(write({ student: undefinedScore })).rejects.toMatchObject({ path: ['student', '1'] });
    await expect(write({ teacher: undefinedScore })).rejects.toMatchObject({ path: ['teacher', '1'] });
    await expect(write({ start: 2 })).rejects.toMatchObject({ path: ['start'] });
    await expect(write({ neighbors: 1, neighborIndices: new Int32Array(4) })).rejects.toMatchObject({
      path: ['neighborIndices'],
    });
  });
});

describe('readPredictions', () => {
  test('gives no prediction under the index of another: where one is missing it says which', async () => {
    const evaluation = await aPlainEvaluation(5);
    await writePredictions(db, predictionsOf(evaluation, 2, 2));
    for (const [start, missing] of [
      [0, 0],
      [2, 4],
    ] as const) {
      await expect(readPredictions(db, evaluation.id, start, 5)).rejects.toMatchObject({
        code: 'INCOMPLETE',
        message: `The prediction ${missing} has not been written yet. Write rows in order, without gaps.`,
      });
    }
    expect(await readPredictions(db, evaluation.id, 2, 2)).toMatchObject({ start: 2, count: 2 });
  });
});

describe('finishEvaluation', () => {
  test('a half-written evaluation is refused, and what is missing is said', async () => {
    const evaluation = await aPlainEvaluation(6);
    await writePredictions(db, predictionsOf(evaluation, 0, 2));
    await writePredictions(db, predictionsOf(evaluation, 3, 3));
    await expect(finishEvaluation(db, resultOf(evaluation.id))).rejects.toMatchObject({
      code: 'INCOMPLETE',
      message: expect.stringContaining('5 of 6 predictions; the first missing one is 2'),
    });
    expect(await db.prisma.score.count({ where: { evaluationId: evaluation.id } })).toBe(0);
  });

  test('once finished it is immutable, yet a retry of what was written is welcome', async () => {
    const evaluation = await aPlainEvaluation(3);
    const { id } = evaluation;
    await writePredictions(db, predictionsOf(evaluation, 0, 3));
    const latency = {
      studentP50: 1.5,
      studentP95: 2.5,
      retrievalP50: null,
      retrievalP95: null,
      load: null,
      quiet: null,
    };
    await finishEvaluation(db, resultOf(id, { latency }));
    const finished = await stored(id);
    expect(finished).toMatchObject({ studentP50: 1.5, studentP95: 2.5, retrievalP50: null });
    await finishEvaluation(db, resultOf(id, { latency }));
    expect(await stored(id)).toEqual(finished);
    expect(await writePredictions(db, predictionsOf(evaluation, 0, 3))).toBe(0);
    const other = predictionsOf(evaluation, 0, 3);
    other.student[0] = 0.5;
    await expect(writePredictions(db, other)).rejects.toMatchObject({ code: 'IMMUTABLE' });
    await expect(finishEvaluation(db, resultOf(id))).rejects.toMatchObject({ code: 'IMMUTABLE' });
  });
});
