import { type ScoreName, scoreNames, type Task } from '@stillhouse/domain/task/task.ts';
import { z } from 'zod';

/** One score of a student on a dataset, a fraction. */
const measured = z.strictObject({
  score: z.enum(scoreNames),
  /** Without retrieval; null where the score is undefined, as in the other columns. */
  alone: z.number().nullable(),
  /** By its neighbors alone, β = 0, with the chosen K and τ. */
  neighborsOnly: z.number().nullable(),
  /** With retrieval, exact search. */
  fused: z.number().nullable(),
});
export type Measured = z.infer<typeof measured>;

/** Ranking score of one student on one dataset. */
export const studentScore = measured.extend({
  objective: z.string(),
  seed: z.int(),
  /** Name of the dataset: `dev`. */
  dataset: z.string(),
});
export type StudentScore = z.infer<typeof studentScore>;

/** A student without scores: its training diverged. */
export interface FailedStudent {
  /** Name of its run. */
  name: string;
  message: string;
}

/** What a pipeline came to. */
export interface Summary {
  task: Task;
  /** The task's ranking score. */
  score: ScoreName;
  teacher: { seed: number; scores: { dataset: string; score: ScoreName; value: number | null }[] };
  students: StudentScore[];
  failed: FailedStudent[];
}
