import type { RankingPredictor } from '../recipe/ranked-by.ts';
import { meanScore } from '../score/tuning-score.ts';

/** One run on one dataset of a column, by the evaluation that counts. */
export interface BoardDataset {
  /** Name of the dataset: `dev`, `dev_matched`. */
  dataset: string;
  /** Whether the whole split was predicted. */
  complete: boolean;
  predictor: RankingPredictor;
  /** Whether it has a retrieval policy. */
  retrieves: boolean;
  /** Two-sided p-value of fused against alone; null without retrieval, and where it is unknown. */
  gainPValue: number | null;
  gainTest: string | null;
  /** Each score by name; null where undefined or without retrieval. */
  scores: readonly (readonly [
    name: string,
    alone: number | null,
    neighborsOnly: number | null,
    fused: number | null,
  ])[];
}

/** One run on one column of a board. */
export interface BoardRun {
  run: string;
  seed: number | null;
  /** When the run finished, in milliseconds. */
  finishedAt: number;
  /** Id of the teacher's run. */
  teacher: string | null;
  datasets: readonly BoardDataset[];
}

export type Figure = 'alone' | 'neighborsOnly' | 'fused';
const places = { alone: 1, neighborsOnly: 2, fused: 3 } as const;

/** One score on one dataset; null where undefined or missing. */
export function scoreOn({ scores }: BoardDataset, name: string, figure: Figure): number | null {
  return scores.find(([one]) => one === name)?.[places[figure]] ?? null;
}

/** The figure that ranks on one dataset: the mean of the task's scores; null where one of them is undefined or missing. */
export function figureOn(dataset: BoardDataset, names: readonly string[], figure: Figure): number | null {
  return meanScore(names.map((name) => scoreOn(dataset, name, figure)));
}

/** The same over the datasets of a column, MNLI's two: their mean; null where one is undefined. */
export function figureOf({ datasets }: BoardRun, names: readonly string[], figure: Figure): number | null {
  return meanScore(datasets.map((dataset) => figureOn(dataset, names, figure)));
}

/** Of several runs with one seed the latest: a repeated seed is no further evidence. Runs without a seed all count. */
export function latestOfEachSeed<Run extends Pick<BoardRun, 'run' | 'seed' | 'finishedAt'>>(
  runs: readonly Run[],
): Run[] {
  const latest = new Map<number | string, Run>();
  for (const run of runs) {
    const key = run.seed ?? run.run;
    const there = latest.get(key);
    if (!there || there.finishedAt < run.finishedAt) latest.set(key, run);
  }
  return [...latest.values()].sort(
    (a, b) => (a.seed ?? Infinity) - (b.seed ?? Infinity) || a.finishedAt - b.finishedAt,
  );
}
