import { z } from 'zod';
import { retrievalPolicy } from '../retrieval/policy.ts';
import { sha256, uuid } from './identity.ts';
import { moment } from './moment.ts';

/** Whose prediction was scored: the student alone, its neighbors alone (β = 0), both mixed, or the teacher. */
export const predictors = ['STUDENT', 'RETRIEVED', 'FUSED', 'TEACHER'] as const;
export type Predictor = (typeof predictors)[number];

export const createEvaluation = z.strictObject({
  id: uuid,
  run: uuid,
  /** Digest of the dataset that was predicted. */
  dataset: sha256,
  /** null: without retrieval. */
  policy: retrievalPolicy.nullable(),
  /** Present exactly when there is a policy. */
  knowledgeBase: uuid.nullable(),
  /** How K, τ and β were chosen and on what, in a sentence; null where nothing was chosen. */
  policyChosenOn: z.string().nullable(),
  classes: z.int().min(1),
  /** Width of the student's embedding; null where none is stored. */
  dimension: z.int().min(1).nullable(),
  createdAt: moment.optional(),
});
export type CreateEvaluation = z.infer<typeof createEvaluation>;

/** Consecutive predictions: row i belongs to example start + i of the evaluation's dataset. Row-major columns. */
export interface PredictionBatch {
  evaluation: string;
  start: number;
  count: number;
  classes: number;
  /** [count, classes]: the run's own prediction y (of a TEACHER run: the teacher's) */
  student: Float32Array;
  /** [count, classes] ŷ; null without retrieval */
  retrieved: Float32Array | null;
  /** [count, classes] β·y + (1 − β)·ŷ; null without retrieval */
  fused: Float32Array | null;
  /** [count, classes]; null where no teacher was asked */
  teacher: Float32Array | null;
  dimension: number | null;
  /** [count, dimension], L2-normalized student embeddings x; null where none are stored */
  embeddings: Float32Array | null;
  /** How many neighbors are stored for each prediction: at least the policy's K, so that others can be tried later. */
  neighbors: number;
  /** [count, neighbors], indices of knowledge entries, nearest first */
  neighborIndices: Int32Array | null;
  /** [count, neighbors], inner products x · z */
  neighborSimilarities: Float32Array | null;
}

const score = z.strictObject({
  predictor: z.enum(predictors),
  name: z.string(),
  /** null where the score is undefined, as Pearson's correlation of constant predictions is. */
  value: z.number().nullable(),
});
export type ScoreRecord = z.infer<typeof score>;

export const latency = z.strictObject({
  /** Milliseconds for one example at batch size 1: the student alone. */
  studentP50: z.number().nonnegative(),
  studentP95: z.number().nonnegative(),
  /** The same with retrieval; null without a policy. */
  retrievalP50: z.number().nonnegative().nullable(),
  retrievalP95: z.number().nonnegative().nullable(),
  /** Load of the machine meanwhile: the share of all processors' time that other work used, in [0, 1]; null where unknown. */
  load: z.number().nonnegative().nullable(),
  /** Whether the machine was quiet enough for the figures to be compared with others; null where unknown. */
  quiet: z.boolean().nullable(),
});
export type Latency = z.infer<typeof latency>;

/** Ends an evaluation: fails unless there is one prediction for each example of its dataset. */
export const finishEvaluation = z.strictObject({
  id: uuid,
  /** Computed from the stored predictions: given ones are compared with these, omitted ones are filled in. */
  scores: z.array(score).default([]),
  /** Two-sided p-value of fused against student alone: exact McNemar for accuracy, paired bootstrap for others. */
  gainPValue: z.number().min(0).max(1).nullable(),
  gainTest: z.enum(['mcnemar', 'paired-bootstrap']).nullable(),
  /** Share of the exact K nearest that the search found, mean over predictions; 1 for exact search. */
  recallAtK: z.number().min(0).max(1).nullable(),
  latency: latency.nullable(),
  finishedAt: moment.optional(),
});
export type FinishEvaluation = z.infer<typeof finishEvaluation>;
