import pgvector from 'pgvector';
import type { Queryable } from '../database/database.ts';
import { mustExist } from '../input/must-exist.ts';
import { anyKey } from './partition.ts';

/** [dimension] the key of one entry. @throws ExpectedError NOT_FOUND */
export async function embeddingOfEntry(
  db: Queryable,
  knowledgeBase: string,
  index: number,
): Promise<number[]> {
  const [row] = await db.query<{ embedding: string }>(
    `SELECT ${anyKey}::text AS embedding FROM knowledge_entry e WHERE e.knowledge_base_id = $1 AND e.index = $2`,
    [knowledgeBase, index],
  );
  const id = `${index} of the knowledge base ${knowledgeBase}`;
  return pgvector.fromSql(mustExist(row, 'entry', id, 'of', 'entry').embedding);
}
