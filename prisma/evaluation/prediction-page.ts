import type { Outcome } from '@stillhouse/domain/retrieval/outcome.ts';
import type { Queryable } from '../database/database.ts';
import { type PredictionRow, predictionColumns, predictionJoins } from './predictions-by-index.ts';

const pages = `
  SELECT page.*
  FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place)
  CROSS JOIN LATERAL (
    SELECT ${predictionColumns} FROM prediction p ${predictionJoins}
    WHERE p.evaluation_id = wanted.id AND ($2::outcome IS NULL OR p.outcome = $2::outcome) AND p.index > $3
    ORDER BY p.index LIMIT $4
  ) AS page
  ORDER BY wanted.place, page.index`;

/**
 * Of each evaluation, in the order given, its predictions behind an index, in the order of their indices, at most `limit`; with an outcome
 * only those that have it. One statement for all.
 */
export async function predictionPages(
  db: Queryable,
  evaluations: readonly string[],
  { outcome, after, limit }: { outcome: Outcome | null; after: number; limit: number },
): Promise<PredictionRow[][]> {
  const rows = await db.query<PredictionRow>(pages, [evaluations, outcome, after, limit]);
  return evaluations.map((id) => rows.filter(({ evaluation }) => evaluation === id));
}

/** How many predictions each evaluation has, in the order given; with an outcome how many have it. One statement for all. */
export async function countPredictions(
  db: Queryable,
  evaluations: readonly string[],
  outcome: Outcome | null,
): Promise<number[]> {
  const rows = await db.query<{ evaluation: string; count: number }>(
    `SELECT evaluation_id AS evaluation, count(*)::int AS count FROM prediction
     WHERE evaluation_id = ANY ($1::uuid[]) AND ($2::outcome IS NULL OR outcome = $2::outcome) GROUP BY evaluation_id`,
    [evaluations, outcome],
  );
  const counts = new Map(rows.map(({ evaluation, count }) => [evaluation, count]));
  return evaluations.map((id) => counts.get(id) ?? 0);
}
