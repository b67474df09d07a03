import type { ScoreName, Task } from '@stillhouse/domain/task/task.ts';

/** Ranking score of one student on one dataset. */
export interface StudentScore {
  objective: string;
  seed: number;
  /** Name of the dataset: `dev`. */
  dataset: string;
  /** Without retrieval. */
  alone: number;
  /** By its neighbors alone, β = 0, with the chosen K and τ. */
  neighborsOnly: number;
  /** With retrieval, exact search. */
  fused: number;
}

/** What a pipeline came to. */
export interface Summary {
  task: Task;
  /** The task's ranking score. */
  score: ScoreName;
  teacher: { seed: number; scores: { dataset: string; value: number }[] };
  students: StudentScore[];
}
