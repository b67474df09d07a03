import type { Split } from '@stillhouse/domain/record/dataset.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';

/** One row of a task's source. */
export interface Example {
  /** Stable name in its source: `train.tsv:17`. */
  key: string;
  /** One text, or two for a pair. */
  texts: readonly string[];
  /** Class id, or the gold score for regression; null where the source has no label. */
  label: number | null;
}

/** What was taken of one split of a task: a Dataset in the product's words. */
export interface ExampleSet {
  /** sha256 of the content (domain/record/dataset-digest.ts). */
  digest: string;
  task: Task;
  split: Split;
  /** What of the split was taken: `dev`, `train[:2000]`. */
  name: string;
  /** Class names in id order; empty for regression. */
  labels: readonly string[];
  /** False where only a part of the split was taken. */
  complete: boolean;
  examples: readonly Example[];
}
