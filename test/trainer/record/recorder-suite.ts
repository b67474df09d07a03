import { createHash, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import type { Recorder } from '@stillhouse/trainer/record/recorder.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  aDataset,
  anEvaluation,
  aRun,
  aRunOf,
  aTask,
  entriesOf,
  examplesOf,
  predictionsOf,
  unitVectors,
} from '../../prisma/records.ts';
import { retrievedColumns } from '../../prisma/retrieved.ts';

/** A recorder, the database in which what it records ends up, and the folder whose `artifacts/` takes bytes. */
export interface Recording {
  recorder: Recorder;
  database: Database;
  home: string;
  close(): Promise<void>;
}

/** What every Recorder promises. */
export function recorderSuite(name: string, open: () => Promise<Recording>): void {
  describe(name, () => {
    let recording: Recording;
    let recorder: Recorder;
    beforeAll(async () => {
      recording = await open();
      recorder = recording.recorder;
    });
    afterAll(() => recording.close());
    const rows = <Row>(text: string, ...values: unknown[]) => recording.database.query<Row>(text, values);

    it('records a run with its name, recipe and environment', async () => {
      const environment = {
        host: 'machine',
        platform: 'linux x64',
        node: '20.19.0',
        backend: 'cpu',
        backendReason: 'nothing faster here',
        device: null,
        versions: { '@tensorflow/tfjs': '4.22.0' },
        gitCommit: null,
        command: 'npm run train',
        sources: [{ name: 'stillhouse', commit: null, diff: '+ "ünïcödé"', diffLength: 200_000 }],
        processor: { model: 'EPYC', cores: 2, memoryBytes: 2 ** 40 },
        nvidia: { driver: '550.54.15', cuda: '12.4' },
      };
      const run = aRun({ name: 'ünïcödé / 1', environment, tags: ['a', 'b'] });
      await recorder.startRun(run);
      await recorder.updateRun({ id: run.id, parameters: 99, notes: 'said later' });
      const [row] = await rows(
        'SELECT name, status, tags, seed, parameters, notes, environment FROM run WHERE id = $1',
        run.id,
      );
      expect(row).toEqual({
        name: 'ünïcödé / 1',
        status: 'RUNNING',
        tags: ['a', 'b'],
        seed: 1,
        parameters: 99,
        notes: 'said later',
        environment,
      });
    });

    it('keeps metrics as they are, NaN and infinities too', async () => {
      const run = aRun();
      await recorder.startRun(run);
      const values = [0.1, Number.NaN, Number.POSITIVE_INFINITY, -1e-300];
      await recorder.logMetrics({
        run: run.id,
        batch: randomUUID(),
        series: [{ key: 'loss', steps: [1, 2, 3, 4], values, times: [1e12, 1.1e12, 1.2e12, 1.3e12] }],
      });
      const points = await rows<{ value: number }>(
        `SELECT step, value FROM metric_point WHERE run_id = $1 ORDER BY step`,
        run.id,
      );
      expect(points.map(({ value }) => value)).toEqual(values);
    });

    it('keeps the times that calls bring, and those of a retry change nothing', async () => {
      const at = (minute: number) => `2026-03-01T12:0${minute}:00.000Z`;
      const run = aRun({ startedAt: at(0) });
      await recorder.startRun(run);
      await recorder.startRun({ ...run, startedAt: at(1) });
      const dataset = aDataset(1);
      await recorder.registerDataset(dataset, [examplesOf(dataset, 0, 1)]);
      const memory = {
        ...{ id: randomUUID(), name: 'memory', teacher: run.id, dataset: dataset.digest },
        ...{ dimension: 8, classes: 2, createdAt: at(2) },
      };
      await recorder.createKnowledgeBase(memory);
      await recorder.writeEntries(entriesOf(memory, 0, 1));
      const seal = { id: memory.id, size: 1, health: null, sealedAt: at(3) };
      await recorder.sealKnowledgeBase(seal);
      await recorder.sealKnowledgeBase({ ...seal, sealedAt: at(4) });
      const evaluation = anEvaluation(run.id, dataset.digest, { createdAt: at(5) });
      await recorder.createEvaluation(evaluation);
      await recorder.createEvaluation({ ...evaluation, createdAt: at(6) });
      await recorder.writePredictions(predictionsOf(evaluation, 0, 1));
      const scores = [{ predictor: 'STUDENT' as const, name: 'accuracy', value: 1 }];
      const none = { gainPValue: null, gainTest: null, recallAtK: null, latency: null };
      const result = { id: evaluation.id, scores, ...none, finishedAt: at(7) };
      await recorder.finishEvaluation(result);
      await recorder.finishEvaluation({ ...result, finishedAt: at(8) });
      const end = { id: run.id, status: 'FINISHED' as const, failure: null, finishedAt: at(8) };
      await recorder.finishRun(end);
      await recorder.finishRun({ ...end, finishedAt: at(9) });
      const [row] = await rows(
        `SELECT started_at, run.finished_at, memory.created_at AS memory_from, memory.sealed_at AS memory_to,
                evaluation.created_at AS evaluation_from, evaluation.finished_at AS evaluation_to
         FROM run JOIN knowledge_base AS memory ON memory.teacher_id = run.id JOIN evaluation ON evaluation.run_id = run.id
         WHERE run.id = $1`,
        run.id,
      );
      expect(row).toEqual({
        ...{ started_at: new Date(at(0)), finished_at: new Date(at(8)) },
        ...{ memory_from: new Date(at(2)), memory_to: new Date(at(3)) },
        ...{ evaluation_from: new Date(at(5)), evaluation_to: new Date(at(7)) },
      });
    });

    it('refuses times to come, and ends before their beginnings, by name', async () => {
      const run = aRun({ startedAt: '2026-03-01T12:00:00Z' });
      const inTwoDays = new Date(Date.now() + 2 * 24 * 60 * 60 * 1000).toISOString();
      await expect(recorder.startRun({ ...run, startedAt: inTwoDays })).rejects.toMatchObject({
        ...{ code: 'BAD_INPUT', path: ['startedAt'], message: expect.stringContaining('is in the future') },
      });
      await recorder.startRun(run);
      const end = { id: run.id, status: 'FINISHED' as const, failure: null };
      for (const [finishedAt, message] of [
        ['2026-02-28T11:59:59Z', 'is more than one day before the start, 2026-03-01T12:00:00.000Z'],
        ['1969-12-31T23:59:59Z', 'must not be before 1970'],
        [inTwoDays, 'is in the future'],
      ]) {
        await expect(recorder.finishRun({ ...end, finishedAt })).rejects.toMatchObject({
          ...{ code: 'BAD_INPUT', path: ['finishedAt'], message: expect.stringContaining(message ?? '') },
        });
      }
      const series = [{ key: 'loss', steps: [1], values: [1], times: [Date.parse(inTwoDays)] }];
      await expect(recorder.logMetrics({ run: run.id, batch: randomUUID(), series })).rejects.toMatchObject({
        ...{ code: 'BAD_INPUT', path: ['series', '0', 'times', '0'] },
      });
    });

    it('ends a run with its failure', async () => {
      const run = aRun();
      await recorder.startRun(run);
      await recorder.finishRun({
        id: run.id,
        status: 'FAILED',
        failure: { message: 'no memory', stack: 'at …' },
      });
      const [row] = await rows<{ status: string }>('SELECT status FROM run WHERE id = $1', run.id);
      expect(row?.status).toBe('FAILED');
    });

    it('takes up again a run that had ended, and overwrites the points that it writes again', async () => {
      const run = aRun();
      await recorder.startRun(run);
      const log = (steps: number[], values: number[]) =>
        recorder.logMetrics({ run: run.id, batch: randomUUID(), series: [{ key: 'loss', steps, values }] });
      await log([1, 2, 3], [1, 2, 3]);
      await recorder.finishRun({
        id: run.id,
        status: 'FAILED',
        failure: { message: 'no memory', stack: null },
      });
      await recorder.resumeRun({ id: run.id });
      await recorder.resumeRun({ id: run.id });
      const status = 'SELECT status, finished_at, failure_message FROM run WHERE id = $1';
      expect(await rows(status, run.id)).toEqual([
        { status: 'RUNNING', finished_at: null, failure_message: null },
      ]);
      await log([2, 3, 4], [20, 30, 40]);
      const points = await rows<{ value: number }>(
        'SELECT value FROM metric_point WHERE run_id = $1 ORDER BY step',
        run.id,
      );
      expect(points.map(({ value }) => value)).toEqual([1, 20, 30, 40]);
      await recorder.finishRun({ id: run.id, status: 'FINISHED', failure: null });
      await expect(recorder.resumeRun({ id: run.id })).rejects.toMatchObject({ code: 'CONFLICT' });
    });

    it('writes nothing twice when every call of a whole run is made twice', async () => {
      const twice = async (call: () => Promise<void>) => {
        await call();
        await call();
      };
      const teacher = aRun();
      await twice(() => recorder.startRun(teacher));
      const batch = {
        run: teacher.id,
        batch: randomUUID(),
        series: [{ key: 'loss', steps: [1], values: [2] }],
      };
      await twice(() => recorder.logMetrics(batch));
      const dataset = aDataset(5);
      const batches = [examplesOf(dataset, 0, 3), examplesOf(dataset, 3, 2)];
      await twice(() => recorder.registerDataset(dataset, batches));
      const memory = {
        id: randomUUID(),
        name: 'memory',
        teacher: teacher.id,
        dataset: dataset.digest,
        dimension: 8,
        classes: 2,
      };
      await twice(() => recorder.createKnowledgeBase(memory));
      const entries = entriesOf(memory, 0, 5);
      const part = (start: number, count: number) => ({
        ...entries,
        start,
        count,
        embeddings: entries.embeddings.subarray(start * 8, (start + count) * 8),
        softLabels: entries.softLabels.subarray(start * 2, (start + count) * 2),
        examples: entries.examples.subarray(start, start + count),
      });
      await twice(() => recorder.writeEntries(part(0, 2)));
      await twice(() => recorder.writeEntries(part(2, 3)));
      await twice(() => recorder.sealKnowledgeBase({ id: memory.id, size: 5, health: null }));

      const run = aRun({ kind: 'STUDENT', teacher: teacher.id });
      await twice(() => recorder.startRun(run));
      await twice(() => recorder.updateRun({ id: run.id, knowledgeBase: memory.id }));
      const policy = { k: 2, temperature: 0.1, beta: 0.5, search: 'EXACT', efSearch: null } as const;
      const evaluation = anEvaluation(run.id, dataset.digest, {
        policy,
        knowledgeBase: memory.id,
        policyChosenOn: 'by hand',
        dimension: 8,
      });
      await twice(() => recorder.createEvaluation(evaluation));
      const student = Float32Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? 0.75 : 0.25));
      const asked = { entries, policy, embeddings: unitVectors(5, 8, 3), neighbors: 2 };
      const columns = retrievedColumns({ ...asked, student });
      const predictions = predictionsOf(evaluation, 0, 5, { ...columns, teacher: student });
      await twice(() => recorder.writePredictions(predictions));
      await twice(() =>
        recorder.finishEvaluation({
          id: evaluation.id,
          scores: [{ predictor: 'STUDENT', name: 'accuracy', value: 0.6 }],
          gainPValue: 1,
          gainTest: 'mcnemar',
          recallAtK: 1,
          latency: null,
        }),
      );
      await twice(() => recorder.finishRun({ id: run.id, status: 'FINISHED', failure: null }));
      await recorder.flush();

      const [counts] = await rows(
        `SELECT (SELECT count(*) FROM example WHERE dataset_digest = $1) AS examples,
                (SELECT count(*) FROM knowledge_entry WHERE knowledge_base_id = $2) AS entries,
                (SELECT count(*) FROM prediction WHERE evaluation_id = $3) AS predictions,
                (SELECT count(*) FROM score WHERE evaluation_id = $3) AS scores,
                (SELECT count(*) FROM metric_point WHERE run_id = $4) AS points`,
        dataset.digest,
        memory.id,
        evaluation.id,
        teacher.id,
      );
      expect(counts).toEqual({ examples: 5, entries: 5, predictions: 5, scores: 4, points: 1 });
      const [fourth] = await rows(
        'SELECT neighbor_indices, neighbor_similarities FROM prediction WHERE evaluation_id = $1 AND index = 3',
        evaluation.id,
      );
      expect(fourth).toMatchObject({ neighbor_indices: [...columns.neighborIndices.subarray(6, 8)] });
    });

    it('stores the bytes of an artifact under their digest', async () => {
      const run = aRun();
      await recorder.startRun(run);
      const path = join(recording.home, 'weights.bin');
      const bytes = Buffer.from('weights and biases');
      await writeFile(path, bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const header = {
        run: run.id,
        name: 'weights.bin',
        kind: 'checkpoint' as const,
        sha256,
        bytes: bytes.length,
      };
      await recorder.saveArtifact(header, path);
      const stored = await readFile(join(recording.home, 'artifacts', sha256.slice(0, 2), sha256));
      expect(stored).toEqual(bytes);
      const wrong = { ...header, name: 'other.bin', sha256: '0'.repeat(64) };
      await expect(recorder.saveArtifact(wrong, path)).rejects.toMatchObject({ name: 'ExpectedError' });
    });

    it('refuses a task of one’s own under the id of another, saying what differs and what to do', async () => {
      const task = aTask();
      await recorder.startRun(aRunOf(task));
      await recorder.startRun(aRunOf({ ...task, title: 'By another name' }));
      await expect(recorder.startRun(aRunOf({ ...task, labels: ['good', 'bad'] }))).rejects.toMatchObject({
        name: 'ExpectedError',
        code: 'CONFLICT',
        message: expect.stringMatching(/labels \["good","bad"\], before.*another id/),
      });
    });

    it('throws what is refused, with its code', async () => {
      const orphan = aRun({ kind: 'STUDENT', teacher: randomUUID() });
      await expect(recorder.startRun(orphan)).rejects.toMatchObject({
        name: 'ExpectedError',
        code: 'NOT_FOUND',
      });
    });
  });
}
