import type { RetrievalPolicy } from '@stillhouse/domain/retrieval/policy.ts';
import type { RunKind } from '@stillhouse/domain/run/run.ts';
import type { Queryable } from '../database/database.ts';
import { mustExist } from '../input/must-exist.ts';

export interface EvaluationHeader {
  id: string;
  run: string;
  kind: RunKind;
  /** The recipe's objective; null where it has none. */
  objective: unknown;
  dataset: string;
  task: string;
  /** Number of examples of its dataset. */
  size: number;
  /** Class names of its dataset; empty for regression. */
  labels: string[];
  classes: number;
  dimension: number | null;
  retrieves: boolean;
  policy: Pick<RetrievalPolicy, 'k' | 'temperature' | 'beta'> | null;
  /** Its knowledge base; null without retrieval, and once it was deleted. */
  knowledgeBase: string | null;
  /** Entries of its knowledge base. */
  entries: number | null;
  written: number;
  createdAt: Date;
  finishedAt: Date | null;
  resultDigest: string | null;
}

const select = `
  SELECT evaluation.id, run_id AS run, run.kind, recipe.config->'objective' AS objective, dataset_digest AS dataset, dataset.task, dataset.size,
    dataset.labels, classes, dimension, k IS NOT NULL AS retrieves,
    CASE WHEN k IS NOT NULL THEN json_build_object('k', k, 'temperature', temperature, 'beta', beta) END AS policy,
    evaluation.knowledge_base_id AS "knowledgeBase", evaluation.written, evaluation.created_at AS "createdAt",
    evaluation.finished_at AS "finishedAt", result_digest AS "resultDigest",
    (SELECT size FROM knowledge_base WHERE knowledge_base.id = evaluation.knowledge_base_id) AS entries
  FROM evaluation
  JOIN dataset ON dataset.digest = evaluation.dataset_digest
  JOIN run ON run.id = evaluation.run_id
  JOIN recipe ON recipe.digest = run.recipe_digest
  WHERE evaluation.id = $1`;

/** An evaluation as it is now. @throws ExpectedError NOT_FOUND */
export async function evaluationHeader(db: Queryable, id: string): Promise<EvaluationHeader> {
  const [row] = await db.query<EvaluationHeader>(select, [id]);
  return mustExist(row, 'evaluation', id, 'evaluation');
}

/** An evaluation, locked against other writers until the transaction ends. @throws ExpectedError NOT_FOUND */
export async function lockEvaluation(tx: Queryable, id: string): Promise<EvaluationHeader> {
  const [row] = await tx.query<EvaluationHeader>(`${select} FOR NO KEY UPDATE OF evaluation`, [id]);
  return mustExist(row, 'evaluation', id, 'evaluation');
}
