import { z } from 'zod';
import { sha256, uuid } from './identity.ts';
import { moment } from './moment.ts';

/** How often an entry stands among the K nearest of the other entries. */
const hub = z.strictObject({ entry: z.int().nonnegative(), occurrences: z.int().positive() });

const leakage = z.strictObject({
  /** Name of the evaluated dataset: `dev`. */
  dataset: z.string(),
  examples: z.int().nonnegative(),
  /** Examples whose texts, normalized (Unicode NFKC, lower case, single spaces), are those of an entry. */
  leaked: z.int().nonnegative(),
});

/**
 * Figures taken when a knowledge base is sealed. K of `labelPurityK` is that of every figure about neighbors; an entry is no neighbor of
 * itself. Null where a figure has no meaning, and in knowledge bases sealed before it was taken.
 */
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
  /**
   * Skewness of N_K, how often each entry stands among the K nearest of the others (Radovanović et al. 2010): 0 where neighbors are spread
   * evenly, above 1 where few entries, the hubs, are everybody's neighbors. 0 where all N_K are equal.
   */
  hubSkewness: z.number().nullable().optional(),
  /** The entries with the largest N_K, largest first, at most five. */
  largestHubs: z.array(hub).max(5).nullable().optional(),
  /** Entries that stand among the K nearest of no other. */
  deadEntries: z.int().nonnegative().nullable().optional(),
  /** Evaluation texts that the knowledge base holds, for each evaluated dataset. */
  leakage: z.array(leakage).nullable().optional(),
});
export type KnowledgeBaseHealth = z.infer<typeof knowledgeBaseHealth>;

/**
 * How keys are kept and compared: in single precision; in half precision; or by their signs first (Hamming distance), the nearest `rerank`
 * then by their full vectors.
 */
export const knowledgeStorages = ['VECTOR', 'HALFVEC', 'BINARY'] as const;
export type KnowledgeStorage = (typeof knowledgeStorages)[number];

/** Ways to make a knowledge base smaller (trainer/src/knowledge/compress). */
export const compressions = [
  'halfvec',
  'binary-codes',
  'random-subset',
  'herding',
  'k-means',
  'condensed-nearest-neighbor',
] as const;
export type Compression = (typeof compressions)[number];

export const createKnowledgeBase = z
  .strictObject({
    id: uuid,
    name: z.string().min(1).max(200),
    /** Run id of the teacher. */
    teacher: uuid,
    /** Digest of the dataset its entries were made from. */
    dataset: sha256,
    dimension: z.int().min(1).max(16_000),
    classes: z.int().min(1),
    storage: z.enum(knowledgeStorages).default('VECTOR'),
    /** Of BINARY storage: entries whose full vectors are compared. */
    rerank: z.int().min(1).max(100_000).nullable().default(null),
    /** What it was made smaller from, and how; null for a teacher's own. */
    derivedFrom: z
      .strictObject({
        knowledgeBase: uuid,
        method: z.enum(compressions),
        settings: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
      })
      .nullable()
      .default(null),
    createdAt: moment.optional(),
  })
  .refine(({ storage, rerank }) => (storage === 'BINARY') === (rerank !== null), {
    message: 'comes with BINARY storage, and only with it',
    path: ['rerank'],
  });
export type CreateKnowledgeBase = z.input<typeof createKnowledgeBase>;

/** Bytes of the keys that a search reads for each query, all entries together. */
export function keyBytes(storage: KnowledgeStorage, size: number, dimension: number): number {
  if (storage === 'BINARY') return size * Math.ceil(dimension / 8);
  return size * dimension * (storage === 'HALFVEC' ? 2 : 4);
}

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
  /** [count], index of the entry's example in the knowledge base's dataset, of several the nearest; −1 where there is none */
  examples: Int32Array;
  /** [count], how many examples the entry stands for; left out: one */
  members?: Int32Array | undefined;
}

/** Seals a knowledge base: fails unless exactly `size` entries, 0 … size − 1, are there. */
export const sealKnowledgeBase = z.strictObject({
  id: uuid,
  size: z.int().positive(),
  health: knowledgeBaseHealth.nullable(),
  sealedAt: moment.optional(),
});
export type SealKnowledgeBase = z.input<typeof sealKnowledgeBase>;
