import type { Queryable } from '../database/database.ts';
import { mustExist } from '../input/must-exist.ts';

export interface LockedEvaluation {
  id: string;
  run: string;
  dataset: string;
  /** Number of examples of its dataset. */
  size: number;
  /** Class names of its dataset; empty for regression. */
  labels: string[];
  classes: number;
  dimension: number | null;
  retrieves: boolean;
  /** Entries of its knowledge base. */
  entries: number | null;
  written: number;
  createdAt: Date;
  finishedAt: Date | null;
  resultDigest: string | null;
}

/** An evaluation, locked against other writers until the transaction ends. @throws ExpectedError NOT_FOUND */
export async function lockEvaluation(tx: Queryable, id: string): Promise<LockedEvaluation> {
  const [row] = await tx.query<LockedEvaluation>(
    `SELECT evaluation.id, run_id AS run, dataset_digest AS dataset, dataset.size, dataset.labels, classes, dimension,
            k IS NOT NULL AS retrieves, evaluation.written, evaluation.created_at AS "createdAt", finished_at AS "finishedAt",
            result_digest AS "resultDigest",
            (SELECT size FROM knowledge_base WHERE knowledge_base.id = evaluation.knowledge_base_id) AS entries
     FROM evaluation JOIN dataset ON dataset.digest = evaluation.dataset_digest
     WHERE evaluation.id = $1 FOR NO KEY UPDATE OF evaluation`,
    [id],
  );
  return mustExist(row, 'evaluation', id, 'evaluation');
}
