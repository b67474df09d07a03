import { z } from 'zod';
import { sha256, uuid } from './identity.ts';

/** Figures taken when a knowledge base is sealed. */
export const knowledgeBaseHealth = z.strictObject({
  /**
   * Share of the K nearest neighbors (itself excluded) that carry the entry's gold label, mean over entries or over a seeded sample; null
   * for a regression.
   */
  labelPurity: z.number().nullable(),
  labelPurityK: z.int().positive(),
  /** Accuracy of the soft labels against the gold labels; null for a regression. */
  teacherAccuracy: z.number().nullable(),
  /** Mean entropy of the soft labels, in nats; null for a regression. */
  meanEntropy: z.number().nullable(),
  /** Regression only: mean absolute difference in score between an entry and its K nearest neighbors, over the entries of `labelPurity`. */
  neighborScoreGap: z.number().nonnegative().nullable().optional(),
  /** Regression only: Pearson's correlation of the teacher's scores with the gold ones. */
  teacherPearson: z.number().nullable().optional(),
  /** Regression only: root of the mean squared difference between the teacher's scores and the gold ones. */
  teacherError: z.number().nonnegative().nullable().optional(),
  /** Entries whose texts stand in an earlier entry too. */
  duplicates: z.int().nonnegative(),
});
export type KnowledgeBaseHealth = z.infer<typeof knowledgeBaseHealth>;

export const createKnowledgeBase = z.strictObject({
  id: uuid,
  name: z.string().min(1).max(200),
  /** Run id of the teacher. */
  teacher: uuid,
  /** Digest of the dataset its entries were made from. */
  dataset: sha256,
  dimension: z.int().min(1).max(16_000),
  classes: z.int().min(1),
});
export type CreateKnowledgeBase = z.infer<typeof createKnowledgeBase>;

/** Consecutive entries, from index `start` on. Row-major columns. */
export interface KnowledgeEntryBatch {
  knowledgeBase: string;
  start: number;
  count: number;
  dimension: number;
  classes: number;
  /** [count, dimension], L2-normalized projected teacher embeddings z_i */
  embeddings: Float32Array;
  /** [count, classes], teacher probabilities ȳ_i */
  softLabels: Float32Array;
  /** [count], index of the entry's example in the knowledge base's dataset */
  examples: Int32Array;
}

/** Seals a knowledge base: fails unless exactly `size` entries, 0 … size − 1, are there. */
export const sealKnowledgeBase = z.strictObject({
  id: uuid,
  size: z.int().positive(),
  health: knowledgeBaseHealth.nullable(),
});
export type SealKnowledgeBase = z.infer<typeof sealKnowledgeBase>;
