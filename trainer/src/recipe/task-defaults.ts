import type { Patch } from './merge.ts';

/** Longest sequence in tokens that few examples of the task exceed. */
const maxTokens: Record<string, number> = {
  cola: 32,
  sst2: 48,
  mrpc: 96,
  qqp: 64,
  stsb: 64,
  mnli: 96,
  qnli: 128,
  rte: 128,
  wnli: 96,
  'synthetic-sentiment': 32,
  'synthetic-entailment': 48,
  'synthetic-similarity': 48,
};

/** What a recipe says of a task before any preset speaks. */
export function taskDefaults(task: string): Patch {
  return { data: { task, maxTokens: maxTokens[task] ?? 128 } };
}
