import { randomUUID } from 'node:crypto';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { createEvaluation } from '@stillhouse/prisma/evaluation/create-evaluation.ts';
import { finishEvaluation } from '@stillhouse/prisma/evaluation/finish-evaluation.ts';
import { writePredictions } from '@stillhouse/prisma/evaluation/write-predictions.ts';
import { logMetrics } from '@stillhouse/prisma/metric/log-metrics.ts';
import { updateRun } from '@stillhouse/prisma/run/update-run.ts';
import {
  anEvaluation,
  aSealedKnowledgeBase,
  aStartedRun,
  aWrittenDataset,
  entriesOf,
  predictionsOf,
  unitVectors,
} from '../prisma/records.ts';
import { retrievedColumns } from '../prisma/retrieved.ts';

const dimension = 8;

/**
 * Records students that share nothing: each with a teacher, a knowledge base, a recipe, metrics and an evaluation of its own.
 *
 * @returns ids of the last one's evaluation and knowledge base
 */
export async function recordLineages(
  db: Database,
  count: number,
): Promise<{ evaluation: string; base: string }> {
  let latest = { evaluation: '', base: '' };
  const dataset = await aWrittenDataset(db, 20);
  // Every run has a teacher, a knowledge base, a recipe and a project of its own: nothing is saved by their being the same.
  for (let i = 0; i < count; i++) {
    const teacher = await aStartedRun(db, { name: `teacher ${i}`, project: 'teachers' });
    const memory = await aSealedKnowledgeBase(db, 20, { teacher, dimension });
    const run = await aStartedRun(db, {
      name: `student ${i}`,
      project: 'students',
      kind: 'STUDENT',
      teacher,
      recipe: { kind: 'student', number: i },
    });
    await updateRun(db, { id: run, knowledgeBase: memory.id });
    await logMetrics(db, {
      run,
      batch: randomUUID(),
      series: [
        { key: 'loss', steps: [0, 1], values: [1, i] },
        { key: 'lr', steps: [0], values: [1] },
      ],
    });
    const policy = { k: 2, temperature: 0.1, beta: 0.5, search: 'EXACT' as const, efSearch: null };
    const header = anEvaluation(run, dataset.digest, { policy, knowledgeBase: memory.id, dimension });
    await createEvaluation(db, header);
    const student = Float32Array.from({ length: 40 }, (_, j) => (j % 2 === 0 ? 0.75 : 0.25));
    const asked = {
      entries: entriesOf(memory, 0, 20),
      policy,
      student,
      embeddings: unitVectors(20, dimension, i),
    };
    await writePredictions(db, predictionsOf(header, 0, 20, retrievedColumns({ ...asked, neighbors: 2 })));
    await finishEvaluation(db, {
      id: header.id,
      scores: [],
      gainPValue: 1,
      gainTest: 'mcnemar',
      recallAtK: 1,
      latency: null,
    });
    latest = { evaluation: header.id, base: memory.id };
  }
  return latest;
}
