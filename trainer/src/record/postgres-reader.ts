import type { Database } from '@stillhouse/prisma/database/database.ts';
import { readExamples } from '@stillhouse/prisma/dataset/read-examples.ts';
import { readPredictions } from '@stillhouse/prisma/evaluation/read-predictions.ts';
import { storedEvaluations } from '@stillhouse/prisma/evaluation/stored-evaluations.ts';
import { readEntries } from '@stillhouse/prisma/knowledge-base/read-entries.ts';
import { storedKnowledgeBase } from '@stillhouse/prisma/knowledge-base/stored-knowledge-base.ts';
import type { Reader } from './reader.ts';

/** Rows read at a time. */
const rows = 2000;

/** Reads straight from the database. */
export function createPostgresReader(database: Database): Reader {
  return {
    knowledgeBase: (id) => storedKnowledgeBase(database, id),
    evaluationsOf: (id) => storedEvaluations(database, id),
    entries: (id) =>
      pages(
        (start) => readEntries(database, id, start, rows),
        ({ count }) => count,
      ),
    predictions: (id) =>
      pages(
        (start) => readPredictions(database, id, start, rows),
        ({ count }) => count,
      ),
    examples: (digest) =>
      pages(
        (start) => readExamples(database, digest, start, rows),
        ({ keys }) => keys.length,
      ),
  };
}

async function* pages<Batch>(
  read: (start: number) => Promise<Batch>,
  countOf: (batch: Batch) => number,
): AsyncGenerator<Batch> {
  for (let start = 0; ; start += rows) {
    const batch = await read(start);
    if (countOf(batch) > 0) yield batch;
    if (countOf(batch) < rows) return;
  }
}
