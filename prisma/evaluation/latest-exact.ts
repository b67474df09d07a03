import type { Queryable } from '../database/database.ts';

/** The evaluation of a student on a dataset that stands for it where knowledge bases are compared. */
export interface LatestExact {
  evaluation: string;
  knowledgeBase: string;
  dataset: string;
  k: number;
  temperature: number;
  beta: number;
  run: string;
  seed: number | null;
  recipe: string;
  /** When the run finished, in milliseconds; 0 while it has not. */
  finishedAt: number;
  gainPValue: number | null;
  gainTest: string | null;
}

const statement = `
  SELECT DISTINCT ON (evaluation.knowledge_base_id, evaluation.dataset_digest, evaluation.run_id)
    evaluation.id AS evaluation, evaluation.knowledge_base_id AS "knowledgeBase", evaluation.dataset_digest AS dataset,
    evaluation.k, evaluation.temperature, evaluation.beta, run.id AS run, run.seed, run.recipe_digest AS recipe,
    coalesce(extract(epoch FROM run.finished_at) * 1000, 0)::float8 AS "finishedAt",
    evaluation.gain_p_value AS "gainPValue", evaluation.gain_test AS "gainTest"
  FROM evaluation JOIN run ON run.id = evaluation.run_id
  WHERE evaluation.knowledge_base_id = ANY ($1::uuid[]) AND evaluation.finished_at IS NOT NULL
    AND evaluation.search = 'EXACT' AND run.kind = 'STUDENT'
  ORDER BY evaluation.knowledge_base_id, evaluation.dataset_digest, evaluation.run_id,
    evaluation.finished_at DESC, evaluation.id`;

/** Of each student and dataset the latest finished evaluation that searched a knowledge base exactly; one statement for all. */
export function latestExact(db: Queryable, knowledgeBases: readonly string[]): Promise<LatestExact[]> {
  return db.query<LatestExact>(statement, [knowledgeBases]);
}
