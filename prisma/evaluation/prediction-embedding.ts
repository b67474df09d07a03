import { fromSql } from 'pgvector';
import type { Database } from '../database/database.ts';
import { mustExist } from '../input/must-exist.ts';

/** [dimension] x of a prediction; null where the evaluation stored none. @throws ExpectedError NOT_FOUND */
export async function predictionEmbedding(
  db: Database,
  evaluation: string,
  index: number,
): Promise<number[] | null> {
  const [row] = await db.query<{ embedding: string | null }>(
    'SELECT embedding::text AS embedding FROM prediction WHERE evaluation_id = $1 AND index = $2',
    [evaluation, index],
  );
  const { embedding } = mustExist(row, 'prediction', `${index} of the evaluation ${evaluation}`);
  return embedding === null ? null : fromSql(embedding);
}
