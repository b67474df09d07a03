import { latency } from '@stillhouse/domain/record/evaluation.ts';
import type { ScoreName, Task } from '@stillhouse/domain/task/task.ts';
import { z } from 'zod';

/** What students reach without retrieval, by their neighbors alone, and with retrieval. */
interface Predicted {
  /** Without retrieval; null where the score is undefined, as in the other columns. */
  alone: number | null;
  /** By the neighbors alone, β = 0, with the chosen K and τ. */
  neighborsOnly: number | null;
  /** With retrieval, exact search. */
  fused: number | null;
}

/** One score of a student on a dataset, a fraction. */
export interface Measured extends Predicted {
  score: ScoreName;
}

const figures = z.strictObject({
  /** Name of the figure: a score, or the mean of the task's scores. */
  score: z.string(),
  alone: z.number().nullable(),
  neighborsOnly: z.number().nullable(),
  fused: z.number().nullable(),
  /** Two-sided p-value of fused against alone; null where nothing was tested. */
  gainPValue: z.number().nullable().default(null),
  /** null where it was not measured. */
  latency: latency.nullable().default(null),
});
/** The figure that a student is ranked by on a dataset. */
export type Figures = z.infer<typeof figures>;

/** The figure of one student on one dataset. */
export const studentScore = figures.extend({
  objective: z.string(),
  /** The prediction that the objective is meant for, by which its students are ranked. */
  rankedBy: z.enum(['STUDENT', 'FUSED']).default('STUDENT'),
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

/** A dataset that is reported. */
export interface ReportedSet {
  name: string;
  /** Name of the figure that ranks there. */
  score: string;
  /** The figure of the best constant prediction; null for a regression. */
  baseline: number | null;
}

/** What a pipeline came to. */
export interface Summary {
  task: Task;
  datasets: ReportedSet[];
  teacher: { seed: number; scores: { dataset: string; score: ScoreName; value: number | null }[] };
  students: StudentScore[];
  failed: FailedStudent[];
}
