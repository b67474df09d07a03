import type { Outcome } from '@stillhouse/domain/retrieval/outcome.ts';
import type { Queryable } from '../database/database.ts';
import { type PredictionRow, predictionColumns, predictionJoins } from './predictions-by-index.ts';

/** Predictions behind an index, in the order of their indices, at most `limit`; with an outcome only those that have it. */
export function predictionPage(
  db: Queryable,
  evaluation: string,
  { outcome, after, limit }: { outcome: Outcome | null; after: number; limit: number },
): Promise<PredictionRow[]> {
  return db.query<PredictionRow>(
    `SELECT ${predictionColumns} FROM prediction p ${predictionJoins}
     WHERE p.evaluation_id = $1 AND ($2::outcome IS NULL OR p.outcome = $2::outcome) AND p.index > $3
     ORDER BY p.index LIMIT $4`,
    [evaluation, outcome, after, limit],
  );
}

/** How many predictions there are; with an outcome how many have it. */
export async function countPredictions(
  db: Queryable,
  evaluation: string,
  outcome: Outcome | null,
): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM prediction
     WHERE evaluation_id = $1 AND ($2::outcome IS NULL OR outcome = $2::outcome)`,
    [evaluation, outcome],
  );
  return row?.count ?? 0;
}
