import type { RunKind } from '@stillhouse/domain/run/run.ts';
import type { LeaderboardCell } from './leaderboard.ts';

/** A row of the board on one task. Figures of cost are means over its runs. */
export interface CellRow extends LeaderboardCell {
  rowDigest: string;
  kind: RunKind;
  label: string;
  objective: string | null;
  recipe: string;
  /** When its latest run finished. */
  latest: Date;
  parameters: number | null;
  studentP50: number | null;
  studentP95: number | null;
  retrievalP50: number | null;
  retrievalP95: number | null;
  knowledgeBaseSize: number | null;
  knowledgeBaseBytes: number | null;
}

/** $1 tasks, $2 the score that ranks each, $3 split, $4 kind or null, $5 objective or null, $6 all scores of each task, joined by commas. */
export const leaderboardStatement = `
  WITH wanted AS (
    SELECT task, score, string_to_array(scores, ',') AS scores, place
    FROM unnest($1::text[], $2::text[], $6::text[]) WITH ORDINALITY AS wanted (task, score, scores, place)
  ), evaluated AS (
    -- A run that predicted a whole split is not mixed with its predictions of a part.
    SELECT evaluation.*, wanted.task, wanted.score, wanted.scores, wanted.place, dataset.name AS dataset, dataset.complete,
      bool_or(dataset.complete) OVER (PARTITION BY evaluation.run_id, wanted.task) AS has_complete
    FROM wanted
    JOIN dataset ON dataset.task = wanted.task AND dataset.split = $3::split
    JOIN evaluation ON evaluation.dataset_digest = dataset.digest
    JOIN run ON run.id = evaluation.run_id
    LEFT JOIN knowledge_base AS searched ON searched.id = evaluation.knowledge_base_id
    WHERE run.status = 'FINISHED' AND evaluation.finished_at IS NOT NULL AND evaluation.search IS DISTINCT FROM 'HNSW'
      -- What a smaller variant of the knowledge base would score stands with that variant.
      AND searched.method IS NULL
  ), chosen AS (
    -- Of each run and dataset one evaluation: exact retrieval before none, the latest before earlier ones.
    SELECT DISTINCT ON (run_id, dataset_digest) * FROM evaluated
    WHERE complete = has_complete
    ORDER BY run_id, dataset_digest, search NULLS LAST, finished_at DESC
  ), per_run AS (
    -- A run's result on a task is the mean over its datasets.
    SELECT run_id, task, chosen.score, place, bool_and(complete) AS complete,
      avg(coalesce(fused, student, teacher)) AS result,
      avg(coalesce(all_fused, all_student, all_teacher)) AS all_scores,
      avg(student) FILTER (WHERE fused IS NOT NULL) AS alone,
      avg(retrieved) AS neighbors_only,
      avg(fused - student) AS gain,
      avg(student_p50) AS student_p50, avg(student_p95) AS student_p95,
      avg(retrieval_p50) AS retrieval_p50, avg(retrieval_p95) AS retrieval_p95,
      avg(knowledge_base.size) AS entries, avg(knowledge_base.bytes) AS bytes
    FROM chosen
    JOIN LATERAL (
      SELECT max(value) FILTER (WHERE predictor = 'STUDENT' AND name = chosen.score) AS student,
        max(value) FILTER (WHERE predictor = 'RETRIEVED' AND name = chosen.score) AS retrieved,
        max(value) FILTER (WHERE predictor = 'FUSED' AND name = chosen.score) AS fused,
        max(value) FILTER (WHERE predictor = 'TEACHER' AND name = chosen.score) AS teacher,
        avg(value) FILTER (WHERE predictor = 'STUDENT') AS all_student, avg(value) FILTER (WHERE predictor = 'FUSED') AS all_fused,
        avg(value) FILTER (WHERE predictor = 'TEACHER') AS all_teacher
      FROM score WHERE evaluation_id = chosen.id AND name = ANY (chosen.scores)
    ) AS scores ON coalesce(fused, student, teacher) IS NOT NULL
    LEFT JOIN knowledge_base ON knowledge_base.id = chosen.knowledge_base_id
    GROUP BY run_id, task, chosen.score, place
  ), counted AS (
    -- Of runs of one recipe with one seed the latest: a repeated seed is no further evidence.
    SELECT DISTINCT ON (recipe.row_digest, per_run.task, coalesce(run.seed::text, run.id::text))
      per_run.*, recipe.row_digest, recipe.digest AS recipe, recipe.title, recipe.objective, run.kind, run.seed, run.parameters,
      run.finished_at,
      CASE WHEN teacher.result > 0 THEN per_run.result / teacher.result END AS retention
    FROM per_run
    JOIN run ON run.id = per_run.run_id
    JOIN recipe ON recipe.digest = run.recipe_digest
    LEFT JOIN per_run AS teacher ON teacher.run_id = run.teacher_id AND teacher.task = per_run.task
    WHERE ($4::run_kind IS NULL OR run.kind = $4) AND ($5::text IS NULL OR recipe.objective = $5)
    ORDER BY recipe.row_digest, per_run.task, coalesce(run.seed::text, run.id::text), run.finished_at DESC
  ), part AS (
    -- Every score of a task on each of its datasets.
    SELECT row_digest, task, dataset, name, avg(value) AS mean, stddev_samp(value) AS sd,
      (array_agg(array_position(scores, name)))[1] AS place
    FROM (
      SELECT counted.row_digest, chosen.task, chosen.dataset, chosen.scores, score.name,
        coalesce(
          max(value) FILTER (WHERE predictor = 'FUSED'), max(value) FILTER (WHERE predictor = 'STUDENT'),
          max(value) FILTER (WHERE predictor = 'TEACHER')
        ) AS value
      FROM counted
      JOIN chosen ON chosen.run_id = counted.run_id AND chosen.task = counted.task
      JOIN score ON score.evaluation_id = chosen.id AND score.name = ANY (chosen.scores)
      GROUP BY counted.row_digest, chosen.id, chosen.task, chosen.dataset, chosen.scores, score.name
    ) AS valued
    WHERE value IS NOT NULL
    GROUP BY row_digest, task, dataset, name
  )
  SELECT row_digest AS "rowDigest", task, score,
    (array_agg(title ORDER BY finished_at DESC))[1] AS label,
    (array_agg(recipe ORDER BY finished_at DESC))[1] AS recipe,
    (array_agg(kind::text ORDER BY finished_at DESC))[1] AS kind,
    (array_agg(objective ORDER BY finished_at DESC))[1] AS objective,
    max(finished_at) AS latest,
    count(*) AS n,
    coalesce(array_agg(seed ORDER BY seed) FILTER (WHERE seed IS NOT NULL), '{}') AS seeds,
    array_agg(run_id ORDER BY seed, finished_at) AS runs,
    avg(result) AS mean, stddev_samp(result) AS sd, avg(all_scores) AS "meanOfScores", max(result) AS best,
    avg(alone) AS alone, stddev_samp(alone) AS "aloneSd", avg(neighbors_only) AS "neighborsOnly",
    avg(gain) AS gain, stddev_samp(gain) AS "gainSd", avg(retention) AS retention, bool_and(complete) AS complete,
    (
      SELECT json_agg(json_build_object('dataset', dataset, 'score', name, 'mean', mean, 'sd', sd) ORDER BY dataset, part.place)
      FROM part WHERE part.row_digest = counted.row_digest AND part.task = counted.task
    ) AS parts,
    avg(parameters)::float8 AS parameters,
    avg(student_p50) AS "studentP50", avg(student_p95) AS "studentP95",
    avg(retrieval_p50) AS "retrievalP50", avg(retrieval_p95) AS "retrievalP95",
    avg(entries)::float8 AS "knowledgeBaseSize", avg(bytes)::float8 AS "knowledgeBaseBytes"
  FROM counted
  GROUP BY row_digest, task, score, place
  ORDER BY row_digest, place`;
