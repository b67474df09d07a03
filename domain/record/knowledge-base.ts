import { z } from 'zod';
import { sha256, uuid } from './identity.ts';

/** Figures taken when a knowledge base is sealed. */
export const knowledgeBaseHealth = z.strictObject({
  /** Share of the K nearest neighbors (itself excluded) that carry the entry's gold label, mean over entries or over a seeded sample. */
  labelPurity: z.number(),
  labelPurityK: z.int().positive(),
  /** Accuracy of the soft labels against the gold labels. */
  teacherAccuracy: z.number().nullable(),
  /** Mean entropy of the soft labels, in nats. */
  meanEntropy: z.number(),
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
