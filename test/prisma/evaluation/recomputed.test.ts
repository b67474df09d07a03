import type { FinishEvaluation } from '@stillhouse/domain/record/evaluation.ts';
import type { CreateKnowledgeBase, KnowledgeEntryBatch } from '@stillhouse/domain/record/knowledge-base.ts';
import { pearson } from '@stillhouse/domain/score/correlation.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { createEvaluation } from '@stillhouse/prisma/evaluation/create-evaluation.ts';
import { finishEvaluation } from '@stillhouse/prisma/evaluation/finish-evaluation.ts';
import { writePredictions } from '@stillhouse/prisma/evaluation/write-predictions.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import {
  anEvaluation,
  aSealedKnowledgeBase,
  aStartedRun,
  aWrittenDataset,
  entriesOf,
  predictionsOf,
  unitVectors,
} from '../records.ts';
import { retrievedColumns } from '../retrieved.ts';
import { columnsScoring, scoredPolicy } from '../scored.ts';

const policy = { k: 3, temperature: 0.1, beta: 0.3, search: 'EXACT', efSearch: null } as const;

let db: Database;
let base: CreateKnowledgeBase;
let entries: KnowledgeEntryBatch;
beforeAll(async () => {
  db = await openTestDatabase();
  base = await aSealedKnowledgeBase(db, 12);
  entries = entriesOf(base, 0, 12);
});
afterAll(() => db.close());

const none = { gainPValue: null, gainTest: null, recallAtK: null, latency: null };
const scoresOf = (evaluationId: string) =>
  db.prisma.score.findMany({ where: { evaluationId }, orderBy: [{ predictor: 'asc' }, { name: 'asc' }] });

/** An evaluation of 20 examples: the student scores 0.5, fused scores 0.7. */
async function written(kind: 'STUDENT' | 'TEACHER' | 'EXTERNAL' = 'EXTERNAL', task = 'rte'): Promise<string> {
  const dataset = await aWrittenDataset(db, 20, { task });
  const run = await aStartedRun(db, { kind });
  const evaluation = anEvaluation(run, dataset.digest, { policy: scoredPolicy, knowledgeBase: base.id });
  await createEvaluation(db, evaluation);
  const columns = columnsScoring(20, { student: 0.5, fused: 0.7 });
  await writePredictions(db, predictionsOf(evaluation, 0, 20, columns));
  return evaluation.id;
}

describe('finishEvaluation', () => {
  test('refuses a fused accuracy of 0.999 over predictions that score less, and names both figures', async () => {
    const id = await written();
    const scores: FinishEvaluation['scores'] = [
      { predictor: 'STUDENT', name: 'accuracy', value: 0.5 },
      { predictor: 'FUSED', name: 'accuracy', value: 0.999 },
    ];
    await expect(finishEvaluation(db, { ...none, id, scores })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: ['scores', '1'],
      message: expect.stringContaining(
        'FUSED accuracy is given as 0.999, but the stored predictions give 0.7',
      ),
    });
    expect(await scoresOf(id)).toEqual([]);
    expect(await db.prisma.runResult.count({ where: { evaluationId: id } })).toBe(0);
  });

  test('fills in scores, gain test and p-value that were left out', async () => {
    const id = await written();
    await finishEvaluation(db, { ...none, id, scores: [] });
    expect((await scoresOf(id)).map(({ predictor, name, value }) => [predictor, name, value])).toEqual([
      ['STUDENT', 'accuracy', 0.5],
      ['RETRIEVED', 'accuracy', 0.7],
      ['FUSED', 'accuracy', 0.7],
    ]);
    const finished = await db.prisma.evaluation.findUniqueOrThrow({ where: { id } });
    expect(finished.gainTest).toBe('mcnemar');
    expect(finished.gainPValue).toBeCloseTo(2 / 2 ** 4, 12); // four helped, none hurt
  });

  test('refuses a p-value and a test that the predictions do not give', async () => {
    const id = await written();
    const finish = (gainPValue: number, gainTest: 'mcnemar' | 'paired-bootstrap') =>
      finishEvaluation(db, { ...none, id, scores: [], gainPValue, gainTest });
    await expect(finish(0.001, 'mcnemar')).rejects.toMatchObject({ code: 'BAD_INPUT', path: ['gainPValue'] });
    await expect(finish(0.125, 'paired-bootstrap')).rejects.toMatchObject({ path: ['gainTest'] });
    await finish(0.125, 'mcnemar');
  });

  test('a score without predictions to compute it from is refused', async () => {
    const id = await written();
    const scores: FinishEvaluation['scores'] = [{ predictor: 'TEACHER', name: 'accuracy', value: 0.9 }];
    await expect(finishEvaluation(db, { ...none, id, scores })).rejects.toMatchObject({
      path: ['scores', '0'],
    });
  });

  test("a teacher's run is scored as TEACHER, whichever way its writer calls it", async () => {
    const { digest } = await aWrittenDataset(db, 4);
    for (const predictor of ['STUDENT', 'TEACHER'] as const) {
      const evaluation = anEvaluation(await aStartedRun(db, { kind: 'TEACHER' }), digest);
      await createEvaluation(db, evaluation);
      await writePredictions(db, predictionsOf(evaluation, 0, 4));
      const scores = [{ predictor, name: 'accuracy', value: 0.5 }];
      await finishEvaluation(db, { ...none, id: evaluation.id, scores });
      expect(await scoresOf(evaluation.id)).toMatchObject([{ predictor: 'TEACHER', value: 0.5 }]);
      expect(await db.prisma.runResult.findMany({ where: { evaluationId: evaluation.id } })).toMatchObject([
        { predictor: 'TEACHER', alone: 0.5, fused: null },
      ]);
    }
  });

  test('the correlation of constant predictions is null, not 0', async () => {
    const { digest } = await aWrittenDataset(db, 4, { task: 'stsb', labels: [] });
    const evaluation = anEvaluation(await aStartedRun(db, { kind: 'EXTERNAL' }), digest, { classes: 1 });
    await createEvaluation(db, evaluation);
    await writePredictions(db, predictionsOf(evaluation, 0, 4, { student: new Float32Array(4).fill(2) }));
    const given = (value: number | null) =>
      finishEvaluation(db, {
        ...none,
        id: evaluation.id,
        scores: [{ predictor: 'STUDENT', name: 'pearson', value }],
      });
    await expect(given(0)).rejects.toMatchObject({ code: 'BAD_INPUT', path: ['scores', '0'] });
    await given(null);
    expect((await scoresOf(evaluation.id)).map(({ name, value }) => [name, value])).toEqual([
      ['pearson', null],
      ['spearman', null],
    ]);
  });

  test('scores what single precision holds, however little the predictions of a regression vary', async () => {
    const { digest } = await aWrittenDataset(db, 20, { task: 'stsb', labels: [] });
    const evaluation = anEvaluation(await aStartedRun(db, { kind: 'EXTERNAL' }), digest, { classes: 1 });
    await createEvaluation(db, evaluation);
    const student = Float32Array.from({ length: 20 }, (_, i) => 2.5 + ((i * 7) % 5) * 3e-7);
    await writePredictions(db, predictionsOf(evaluation, 0, 20, { student }));
    const gold = Float64Array.from({ length: 20 }, (_, i) => i % 2);
    const value = pearson(gold, student);
    const scores = [{ predictor: 'STUDENT' as const, name: 'pearson', value }];
    await finishEvaluation(db, { ...none, id: evaluation.id, scores });
    expect((await scoresOf(evaluation.id))[0]).toMatchObject({ name: 'pearson', value });
  });

  test('a score it does not know is kept as it is given', async () => {
    const { digest } = await aWrittenDataset(db, 4);
    const known = anEvaluation(await aStartedRun(db, { kind: 'EXTERNAL' }), digest);
    await createEvaluation(db, known);
    await writePredictions(db, predictionsOf(known, 0, 4));
    const scores = [{ predictor: 'STUDENT' as const, name: 'calibration', value: 0.123 }];
    await finishEvaluation(db, { ...none, id: known.id, scores });
    expect((await scoresOf(known.id)).map(({ name, value }) => [name, value])).toEqual([
      ['accuracy', 0.5],
      ['calibration', 0.123],
    ]);
  });
});

describe('writePredictions', () => {
  const student = Float32Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? 0.75 : 0.25));
  const embeddings = unitVectors(4, 8, 77);

  async function begun() {
    const { digest } = await aWrittenDataset(db, 4);
    const change = { policy, knowledgeBase: base.id, dimension: 8 };
    const evaluation = anEvaluation(await aStartedRun(db), digest, change);
    await createEvaluation(db, evaluation);
    const columns = retrievedColumns({ entries, policy, student, embeddings, neighbors: 5 });
    return { evaluation, columns };
  }

  test('takes what follows from neighbors, soft labels and β', async () => {
    const { evaluation, columns } = await begun();
    expect(await writePredictions(db, predictionsOf(evaluation, 0, 4, columns))).toBe(4);
  });

  test('refuses a retrieved prediction that its neighbors do not give', async () => {
    const { evaluation, columns } = await begun();
    const retrieved = columns.retrieved.slice();
    retrieved[4] = 0.9;
    const fused = Float32Array.from(student, (value, i) => 0.3 * value + 0.7 * retrieved[i]!);
    const batch = predictionsOf(evaluation, 0, 4, { ...columns, retrieved, fused });
    await expect(writePredictions(db, batch)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: ['retrieved', '2'],
    });
  });

  test('refuses a fused prediction that is another mixture', async () => {
    const { evaluation, columns } = await begun();
    const batch = predictionsOf(evaluation, 0, 4, { ...columns, fused: student });
    await expect(writePredictions(db, batch)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: ['fused', '0'],
    });
  });

  test('refuses a similarity that embedding and key do not have', async () => {
    const { evaluation, columns } = await begun();
    const neighborSimilarities = columns.neighborSimilarities.map((value) => value + 0.01);
    const batch = predictionsOf(evaluation, 0, 4, { ...columns, neighborSimilarities });
    await expect(writePredictions(db, batch)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: ['neighborSimilarities', '0'],
    });
  });

  test('refuses fewer neighbors than the policy mixes', async () => {
    const { evaluation } = await begun();
    const columns = retrievedColumns({ entries, policy, student, embeddings, neighbors: 2 });
    const batch = predictionsOf(evaluation, 0, 4, columns);
    await expect(writePredictions(db, batch)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: ['neighbors'],
    });
  });
});
