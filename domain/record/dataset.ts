import { z } from 'zod';
import { sha256, taskId } from './identity.ts';

export const splits = ['TRAIN', 'DEV', 'TEST'] as const;
export type Split = (typeof splits)[number];

/** The examples of one split of one task, known by the digest of their content. */
export const dataset = z.strictObject({
  /** sha256 over task, split, labels and every example in order (domain/record/dataset-digest.ts). */
  digest: sha256,
  task: taskId,
  split: z.enum(splits),
  /** What of the split was taken: `dev`, `train[:90%]`, `train[:2000]`. */
  name: z.string(),
  labels: z.array(z.string()),
  size: z.int().positive(),
  synthetic: z.boolean(),
  /** False where only a part of the split was taken (`limit`): such scores stand apart on a leaderboard. */
  complete: z.boolean(),
});
export type DatasetHeader = z.infer<typeof dataset>;

/** Consecutive examples of a dataset, from index `start` on. */
export interface ExampleBatch {
  dataset: string;
  start: number;
  /** Stable name of the example in its source: `train.tsv:17`. */
  keys: string[];
  /** [examples][1 or 2] */
  texts: string[][];
  /** Class id, or the gold score for regression; null where the source has no label. */
  labels: (number | null)[];
}
