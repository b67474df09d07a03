import type { BoardRun } from '@stillhouse/domain/leaderboard/board-run.ts';
import type { RunKind } from '@stillhouse/domain/run/run.ts';

/** What a run needs to predict an example, on one dataset. */
export interface RunCost {
  studentP50: number | null;
  studentP95: number | null;
  retrievalP50: number | null;
  retrievalP95: number | null;
  /** Whether the machine was quiet while latency was measured; null where unknown. */
  quiet: boolean | null;
  entries: number | null;
  entryBytes: number | null;
  keyBytes: number | null;
}

/** A finished run in one column, with what its row shows of it. */
export interface ResultRow {
  column: string;
  rowDigest: string;
  kind: RunKind;
  title: string;
  objective: string | null;
  recipe: string;
  parameters: number | null;
  run: BoardRun;
  costs: RunCost[];
}

/**
 * Every finished run on the datasets of a board: joins by key and one aggregate over the rows of run_result, so that its work grows with the
 * number of results.
 *
 * $1 digests of datasets, $2 the column of each, $3 its name, $4 whether it is a whole split
 */
export const leaderboardStatement = `
  WITH wanted AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::boolean[]) AS wanted (digest, "column", name, complete)
  ), result AS (
    SELECT run_result.run_id, wanted."column", wanted.name, wanted.complete, run_result.evaluation_id, run_result.predictor,
      json_agg(json_build_array(run_result.score, run_result.alone, run_result.neighbors_only, run_result.fused)) AS scores
    FROM wanted JOIN run_result ON run_result.dataset_digest = wanted.digest
    GROUP BY run_result.run_id, wanted."column", wanted.name, wanted.digest, wanted.complete, run_result.evaluation_id, run_result.predictor
  ), whole AS (
    -- A run that predicted a whole split is not mixed with its predictions of a part.
    SELECT *, bool_or(complete) OVER (PARTITION BY run_id, "column") AS has_complete FROM result
  ), per_run AS (
    SELECT whole.run_id, whole."column",
      json_agg(json_build_object(
        'dataset', whole.name, 'complete', whole.complete, 'predictor', whole.predictor, 'retrieves', evaluation.k IS NOT NULL,
        'gainPValue', evaluation.gain_p_value, 'gainTest', evaluation.gain_test, 'scores', whole.scores
      ) ORDER BY whole.name) AS datasets,
      json_agg(json_build_object(
        'studentP50', evaluation.student_p50, 'studentP95', evaluation.student_p95, 'retrievalP50', evaluation.retrieval_p50,
        'retrievalP95', evaluation.retrieval_p95, 'quiet', evaluation.latency_quiet, 'entries', base.size, 'entryBytes', base.entry_bytes,
        'keyBytes', base.size::bigint * CASE base.storage
          WHEN 'BINARY' THEN (base.dimension + 7) / 8 WHEN 'HALFVEC' THEN 2 * base.dimension ELSE 4 * base.dimension END
      )) AS costs
    FROM whole
    JOIN evaluation ON evaluation.id = whole.evaluation_id
    LEFT JOIN knowledge_base AS base ON base.id = evaluation.knowledge_base_id
    WHERE whole.complete = whole.has_complete
    GROUP BY whole.run_id, whole."column"
  )
  SELECT per_run."column", recipe.row_digest AS "rowDigest", run.kind, recipe.title, recipe.objective, recipe.digest AS recipe,
    run.parameters::float8 AS parameters, per_run.costs,
    json_build_object('run', run.id, 'seed', run.seed, 'finishedAt', extract(epoch FROM run.finished_at) * 1000, 'teacher', run.teacher_id,
      'datasets', per_run.datasets) AS run
  FROM per_run JOIN run ON run.id = per_run.run_id JOIN recipe ON recipe.digest = run.recipe_digest
  WHERE run.status = 'FINISHED'`;
