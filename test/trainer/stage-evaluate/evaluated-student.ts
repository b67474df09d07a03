import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@stillhouse/domain/random/random.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { registerDataset } from '@stillhouse/prisma/dataset/register-dataset.ts';
import { writeExamples } from '@stillhouse/prisma/dataset/write-examples.ts';
import { createEvaluation } from '@stillhouse/prisma/evaluation/create-evaluation.ts';
import { finishEvaluation } from '@stillhouse/prisma/evaluation/finish-evaluation.ts';
import { writePredictions } from '@stillhouse/prisma/evaluation/write-predictions.ts';
import { sealKnowledgeBase } from '@stillhouse/prisma/knowledge-base/seal-knowledge-base.ts';
import { writeEntries } from '@stillhouse/prisma/knowledge-base/write-entries.ts';
import { saveHeldOutOutputs } from '@stillhouse/trainer/stage/retrieval/held-out-outputs.ts';
import { type Served, serve } from '../../api/serve.ts';
import {
  aDataset,
  aKnowledgeBase,
  anEvaluation,
  aStartedRun,
  examplesOf,
  predictionsOf,
} from '../../prisma/records.ts';
import { unitVectors } from '../knowledge/vectors.ts';

export const [size, predicted, dimension] = [60, 25, 6];
export const policy = { k: 3, temperature: 0.2, beta: 0.4, search: 'EXACT' as const, efSearch: null };
export const embeddings = unitVectors(size, dimension, seededRandom(1));
export const queries = unitVectors(predicted, dimension, seededRandom(2));
/** Entries teach their gold label, index modulo 2, surely. */
export const softLabels = Float32Array.from({ length: 2 * size }, (_, i) =>
  Math.floor(i / 2) % 2 === i % 2 ? 0.9 : 0.1,
);
export const student = Float32Array.from({ length: 2 * predicted }, (_, i) => (i % 2 === 0 ? 0.6 : 0.4));
/** A sealed knowledge base that is served, with a student that was evaluated with it. */
export interface EvaluatedStudent {
  served: Served;
  /** Ids of the knowledge base, of the student's run, and of its evaluation on `dev`. */
  base: string;
  run: string;
  evaluation: string;
  /** Folder that has one folder of files for each run. */
  checkpoints: string;
  close(): Promise<void>;
}

export async function anEvaluatedStudent(): Promise<EvaluatedStudent> {
  const served = await serve();
  const home = await mkdtemp(join(tmpdir(), 'stillhouse-student-'));
  const { db } = served;
  const memory = await aKnowledgeBase(db, size, { dimension });
  const base = memory.id;
  await writeEntries(db, {
    knowledgeBase: base,
    start: 0,
    count: size,
    dimension,
    classes: 2,
    embeddings,
    softLabels,
    examples: Int32Array.from({ length: size }, (_, i) => i),
  });
  await sealKnowledgeBase(db, { id: base, size, health: null });
  const run = await aStartedRun(db, { kind: 'STUDENT', name: 'student', teacher: memory.teacher });
  return {
    served,
    base,
    run,
    evaluation: await evaluatedOn(db, 'dev', { base, run }),
    checkpoints: join(home, 'checkpoints'),
    async close() {
      await served.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** The student's evaluation with the whole knowledge base on a dataset of that name. */
export async function evaluatedOn(
  db: Database,
  name: string,
  { base, run }: Pick<EvaluatedStudent, 'base' | 'run'>,
): Promise<string> {
  const set = aDataset(predicted, { name });
  await registerDataset(db, set);
  await writeExamples(db, examplesOf(set, 0, predicted));
  const header = anEvaluation(run, set.digest, {
    policy,
    knowledgeBase: base,
    policyChosenOn: 'held-out',
    dimension,
  });
  await createEvaluation(db, header);
  const even = new Float32Array(2 * predicted).fill(0.5);
  await writePredictions(
    db,
    predictionsOf(header, 0, predicted, {
      student,
      retrieved: even,
      fused: student.map((value) => policy.beta * value + (1 - policy.beta) * 0.5),
      teacher: even,
      dimension,
      embeddings: queries,
    }),
  );
  await finishEvaluation(db, {
    id: header.id,
    scores: [],
    gainPValue: null,
    gainTest: null,
    recallAtK: 1,
    latency: null,
  });
  return header.id;
}

/** What the student said of sixty examples that were set apart: each is an entry's own text, which one neighbor knows and thirty do not, and the student is always wrong. */
export async function saidOfHeldOut({ served: { db }, run, checkpoints }: EvaluatedStudent): Promise<void> {
  const heldOut = aDataset(size, { name: 'train[100:160]', split: 'TRAIN' });
  await registerDataset(db, heldOut);
  await writeExamples(db, examplesOf(heldOut, 0, size));
  await saveHeldOutOutputs(join(checkpoints, run), size, {
    dataset: heldOut.digest,
    name: heldOut.name,
    grid: { k: [30, 1], temperature: [5, 0.1], beta: [0.9, 0], rule: 'best' },
    student: softLabels.map((value) => 1 - value),
    queries: embeddings,
  });
}
