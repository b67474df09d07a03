import type { Outcome } from '@stillhouse/domain/retrieval/outcome.ts';
import type { Queryable } from '../database/database.ts';

/** A prediction with its example, and what of its evaluation it is read by. */
export interface PredictionRow {
  evaluation: string;
  index: number;
  key: string;
  texts: string[];
  /** Class id, or the gold score for regression. */
  label: number | null;
  /** Class names of its dataset, in id order. */
  labels: string[];
  /** [classes], each; null where there was no retrieval, or no teacher was asked */
  student: number[];
  retrieved: number[] | null;
  fused: number[] | null;
  teacher: number[] | null;
  outcome: Outcome | null;
  /** [stored neighbors], nearest first; null without retrieval */
  neighborIndices: number[] | null;
  neighborSimilarities: number[] | null;
  knowledgeBase: string | null;
  /** K and τ of the evaluation's policy. */
  k: number | null;
  temperature: number | null;
}

export const predictionColumns = `
  p.evaluation_id AS evaluation, p.index, x.key, x.texts, x.label, d.labels, p.student, p.retrieved, p.fused, p.teacher, p.outcome,
  p.neighbor_indices AS "neighborIndices", p.neighbor_similarities AS "neighborSimilarities",
  v.knowledge_base_id AS "knowledgeBase", v.k, v.temperature`;

export const predictionJoins = `
  JOIN evaluation v ON v.id = p.evaluation_id
  JOIN dataset d ON d.digest = v.dataset_digest
  JOIN example x ON x.dataset_digest = v.dataset_digest AND x.index = p.index`;

const byIndex = `
  SELECT ${predictionColumns}
  FROM unnest($1::uuid[], $2::int[]) AS wanted (evaluation, index)
  JOIN prediction p ON p.evaluation_id = wanted.evaluation AND p.index = wanted.index
  ${predictionJoins}`;

/** Predictions of any evaluations in one statement, in no order; those that are not there are left out. */
export function predictionsByIndex(
  db: Queryable,
  keys: readonly { evaluation: string; index: number }[],
): Promise<PredictionRow[]> {
  return db.query<PredictionRow>(byIndex, [
    keys.map(({ evaluation }) => evaluation),
    keys.map(({ index }) => index),
  ]);
}
