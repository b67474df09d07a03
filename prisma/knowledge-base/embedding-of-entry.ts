import pgvector from 'pgvector';
import type { Queryable } from '../database/database.ts';
import { mustExist } from '../input/must-exist.ts';

/** [dimension] the key of one entry. @throws ExpectedError NOT_FOUND */
export async function embeddingOfEntry(
  db: Queryable,
  knowledgeBase: string,
  index: number,
): Promise<number[]> {
  const [row] = await db.query<{ embedding: string }>(
    'SELECT embedding::text FROM knowledge_entry WHERE knowledge_base_id = $1 AND index = $2',
    [knowledgeBase, index],
  );
  const id = `${index} of the knowledge base ${knowledgeBase}`;
  return pgvector.fromSql(mustExist(row, 'entry', id, 'of', 'entry').embedding);
}
