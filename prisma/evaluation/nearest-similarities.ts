import type { Queryable } from '../database/database.ts';

/** How near the nearest neighbors of an evaluation's predictions are. */
export interface NearestSimilarities {
  evaluation: string;
  /** Median over predictions of the similarity of the nearest neighbor. */
  median: number;
  /** Predictions whose nearest neighbor is less similar than the evaluation's bound. */
  far: number;
}

const statement = `
  SELECT wanted.evaluation, far, median
  FROM unnest($1::uuid[], $2::float8[]) AS wanted (evaluation, far_below)
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE nearest < wanted.far_below)::int AS far,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY nearest) AS median
    FROM (SELECT neighbor_similarities[1]::float8 AS nearest FROM prediction WHERE evaluation_id = wanted.evaluation) AS of_prediction
    WHERE nearest IS NOT NULL
  ) AS summary
  WHERE median IS NOT NULL`;

/** Nearest similarities of evaluations that retrieved; the others are left out. One statement for all. */
export function nearestSimilarities(
  db: Queryable,
  evaluations: readonly { evaluation: string; farBelow: number }[],
): Promise<NearestSimilarities[]> {
  return db.query<NearestSimilarities>(statement, [
    evaluations.map(({ evaluation }) => evaluation),
    evaluations.map(({ farBelow }) => farBelow),
  ]);
}
