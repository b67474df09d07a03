import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import pgvector from 'pgvector';
import type { Queryable } from '../database/database.ts';
import { mustExist } from '../input/must-exist.ts';

interface Row {
  embedding: string | null;
  temperature: number | null;
}

/**
 * The student's embedding of one prediction, [dimension], and τ of its evaluation's policy.
 *
 * @throws ExpectedError NOT_FOUND for the prediction, or where no embedding was stored with it
 */
export async function embeddingOfPrediction(
  db: Queryable,
  evaluation: string,
  index: number,
): Promise<{ embedding: number[]; temperature: number | null }> {
  const [row] = await db.query<Row>(
    `SELECT p.embedding::text, v.temperature FROM prediction p JOIN evaluation v ON v.id = p.evaluation_id
     WHERE p.evaluation_id = $1 AND p.index = $2`,
    [evaluation, index],
  );
  const id = `${index} of the evaluation ${evaluation}`;
  const { embedding, temperature } = mustExist(row, 'prediction', id, 'of', 'prediction');
  if (embedding === null) {
    throw new ExpectedError('NOT_FOUND', 'This prediction was stored without an embedding.', [
      'of',
      'prediction',
    ]);
  }
  return { embedding: pgvector.fromSql(embedding), temperature };
}
