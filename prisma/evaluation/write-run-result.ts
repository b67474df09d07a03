import type { RankingPredictor } from '@stillhouse/domain/recipe/ranked-by.ts';
import type { Transaction } from '../database/database.ts';

/** The evaluation that counts for a run on a dataset: exact retrieval before none, the latest before earlier ones; never HNSW, never a variant's. */
const chosen = `
  SELECT evaluation.id FROM evaluation
  LEFT JOIN knowledge_base AS base ON base.id = evaluation.knowledge_base_id
  WHERE evaluation.run_id = $1 AND evaluation.dataset_digest = $2 AND evaluation.finished_at IS NOT NULL
    AND evaluation.search IS DISTINCT FROM 'HNSW' AND base.method IS NULL
  ORDER BY evaluation.search NULLS LAST, evaluation.finished_at DESC, evaluation.id LIMIT 1`;

const insert = `
  INSERT INTO run_result (run_id, dataset_digest, score, evaluation_id, predictor, alone, neighbors_only, fused)
  SELECT $1, $2, name, $3, $4::predictor,
    max(value) FILTER (WHERE predictor = CASE $4 WHEN 'TEACHER' THEN 'TEACHER' ELSE 'STUDENT' END::predictor),
    max(value) FILTER (WHERE predictor = 'RETRIEVED'), max(value) FILTER (WHERE predictor = 'FUSED')
  FROM score WHERE evaluation_id = $3 GROUP BY name`;

/**
 * Keeps the scores of a finished evaluation as the run's result on its dataset, unless another evaluation counts before it. The caller holds
 * a lock on the run's row.
 *
 * @param predictor whose prediction ranks the evaluation
 */
export async function writeRunResult(
  tx: Transaction,
  { id, run, dataset }: { id: string; run: string; dataset: string },
  predictor: RankingPredictor,
): Promise<void> {
  const [counts] = await tx.query<{ id: string }>(chosen, [run, dataset]);
  if (counts?.id !== id) return;
  await tx.query('DELETE FROM run_result WHERE run_id = $1 AND dataset_digest = $2', [run, dataset]);
  await tx.query(insert, [run, dataset, id, predictor]);
}
