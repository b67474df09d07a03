import { uuid } from '@stillhouse/domain/record/identity.ts';
import type { KnowledgeEntryBatch } from '@stillhouse/domain/record/knowledge-base.ts';
import { checkConsecutive } from '../database/check-consecutive.ts';
import type { Queryable } from '../database/database.ts';
import { readVector } from '../database/vector-bytes.ts';
import { mustExist } from '../input/must-exist.ts';
import { parseInput } from '../input/parse-input.ts';
import { anyKey } from './partition.ts';

interface Row {
  index: number;
  example: number | null;
  members: number;
  key: Buffer;
  softLabels: number[];
}

/**
 * Entries of a knowledge base from an index on, at most `count`; fewer behind the last one.
 *
 * @throws ExpectedError NOT_FOUND for the knowledge base; INCOMPLETE where one of them is not written yet
 */
export async function readEntries(
  db: Queryable,
  knowledgeBase: string,
  start: number,
  count: number,
): Promise<KnowledgeEntryBatch> {
  const id = parseInput(uuid, knowledgeBase);
  const [base] = await db.query<{ dimension: number; classes: number; size: number }>(
    'SELECT dimension, classes, size FROM knowledge_base WHERE id = $1',
    [id],
  );
  const { dimension, classes, size } = mustExist(base, 'knowledge base', id, 'knowledgeBase');
  const rows = await db.query<Row>(
    `SELECT e.index, e.example, e.members, vector_send(${anyKey}) AS key, e.soft_labels AS "softLabels"
     FROM knowledge_entry e WHERE e.knowledge_base_id = $1 AND e.index >= $2 AND e.index < $3 ORDER BY e.index`,
    [id, start, start + count],
  );
  checkConsecutive(rows, { what: 'entry', start, count, size });
  const embeddings = new Float32Array(rows.length * dimension);
  const softLabels = new Float32Array(rows.length * classes);
  rows.forEach((row, i) => {
    readVector(row.key, embeddings.subarray(i * dimension, (i + 1) * dimension));
    softLabels.set(row.softLabels, i * classes);
  });
  return {
    knowledgeBase: id,
    start,
    count: rows.length,
    dimension,
    classes,
    embeddings,
    softLabels,
    examples: Int32Array.from(rows, ({ example }) => example ?? -1),
    members: Int32Array.from(rows, ({ members }) => members),
  };
}
