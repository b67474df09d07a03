import { fromSql } from 'pgvector';
import type { Database } from '../database/database.ts';
import { mustExist } from '../input/must-exist.ts';

/** [dimension] z of an entry. @throws ExpectedError NOT_FOUND */
export async function entryEmbedding(db: Database, knowledgeBase: string, index: number): Promise<number[]> {
  const [row] = await db.query<{ embedding: string }>(
    'SELECT embedding::text AS embedding FROM knowledge_entry WHERE knowledge_base_id = $1 AND index = $2',
    [knowledgeBase, index],
  );
  return fromSql(mustExist(row, 'entry', `${index} of the knowledge base ${knowledgeBase}`).embedding);
}
