import type { RankingPredictor } from '@stillhouse/domain/recipe/ranked-by.ts';
import type { RunKind } from '@stillhouse/domain/run/run.ts';

/** One evaluation that counts: a list, since there are many and their names would be most of the answer. */
export type ResultFields = [
  column: string,
  dataset: string,
  complete: boolean,
  run: string,
  seed: number | null,
  /** In milliseconds. */
  finishedAt: number,
  teacher: string | null,
  parameters: number | null,
  predictor: RankingPredictor,
  retrieves: boolean,
  gainPValue: number | null,
  gainTest: string | null,
  scores: [name: string, alone: number | null, neighborsOnly: number | null, fused: number | null][],
  studentP50: number | null,
  studentP95: number | null,
  retrievalP50: number | null,
  retrievalP95: number | null,
  quiet: boolean | null,
  entries: number | null,
  entryBytes: number | null,
  keyBytes: number | null,
];

/** A recipe with the results of its finished runs. */
export interface RecipeRow {
  recipe: string;
  rowDigest: string;
  title: string;
  kind: RunKind;
  objective: string | null;
  results: ResultFields[];
}

/**
 * Every finished run on the datasets of a board, by recipe: joins by key and two aggregates over the rows of run_result, so that its work
 * grows with the number of results.
 *
 * $1 digests of datasets, $2 the column of each, $3 its name, $4 whether it is a whole split, $5 its task's scores, joined by commas
 */
export const leaderboardStatement = `
  WITH wanted AS (
    SELECT digest, "column", name, complete, string_to_array(scores, ',') AS scores
    FROM unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::text[]) AS wanted (digest, "column", name, complete, scores)
  ), result AS (
    SELECT run_result.evaluation_id, min(run_result.predictor) AS predictor,
      json_agg(json_build_array(run_result.score, run_result.alone, run_result.neighbors_only, run_result.fused)) AS scores
    FROM wanted JOIN run_result
      ON run_result.dataset_digest = wanted.digest AND run_result.score = ANY (wanted.scores)
    GROUP BY run_result.evaluation_id
  )
  SELECT recipe.digest AS recipe, recipe.row_digest AS "rowDigest", recipe.title, recipe.kind, recipe.objective,
    json_agg(json_build_array(
      wanted."column", wanted.name, wanted.complete, run.id, run.seed, extract(epoch FROM run.finished_at) * 1000, run.teacher_id, run.parameters,
      result.predictor, evaluation.k IS NOT NULL, evaluation.gain_p_value, evaluation.gain_test, result.scores,
      evaluation.student_p50, evaluation.student_p95, evaluation.retrieval_p50, evaluation.retrieval_p95, evaluation.latency_quiet,
      base.size, base.entry_bytes, base.size::bigint * CASE base.storage
        WHEN 'BINARY' THEN (base.dimension + 7) / 8 WHEN 'HALFVEC' THEN 2 * base.dimension ELSE 4 * base.dimension END
    )) AS results
  FROM result
  JOIN evaluation ON evaluation.id = result.evaluation_id
  JOIN wanted ON wanted.digest = evaluation.dataset_digest
  JOIN run ON run.id = evaluation.run_id
  JOIN recipe ON recipe.digest = run.recipe_digest
  LEFT JOIN knowledge_base AS base ON base.id = evaluation.knowledge_base_id
  WHERE run.status = 'FINISHED'
  GROUP BY recipe.digest`;
