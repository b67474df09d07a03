import type { Split } from '@stillhouse/domain/record/dataset.ts';
import type { Queryable } from '../database/database.ts';

/** A dataset that has results, with what decides in which column it belongs. */
export interface BoardDatasetRow {
  digest: string;
  task: string;
  split: Split;
  name: string;
  labels: string[];
  size: number;
  complete: boolean;
  labelCounts: number[] | null;
}

const statement = `
  SELECT digest, task, split, name, labels, size, complete, label_counts AS "labelCounts" FROM dataset
  WHERE task = ANY ($1::text[]) AND split = $2::split AND EXISTS (SELECT FROM run_result WHERE dataset_digest = digest)
  ORDER BY created_at, digest`;

/** Datasets of a split of some tasks on which a run has a result, the earliest first. */
export function boardDatasets(
  db: Queryable,
  tasks: readonly string[],
  split: Split,
): Promise<BoardDatasetRow[]> {
  return db.query<BoardDatasetRow>(statement, [tasks, split]);
}
