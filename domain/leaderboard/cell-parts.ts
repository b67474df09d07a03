import { type Spread, spreadOf } from '../statistics/spread-of.ts';
import { type BoardRun, type Figure, scoreOn } from './board-run.ts';

/** One score of a task on one of its datasets, over the runs of a cell. */
export interface CellPart {
  dataset: string;
  score: string;
  spread: Spread;
}

/** By dataset, then in the order of the task's scores. */
export function partsOf(runs: readonly BoardRun[], names: readonly string[], figure: Figure): CellPart[] {
  const all = runs.flatMap(({ datasets }) => datasets);
  return [...new Set(all.map(({ dataset }) => dataset))].sort().flatMap((dataset) => {
    const here = all.filter((one) => one.dataset === dataset);
    return names
      .filter((score) => here.some(({ scores }) => scores.some(([name]) => name === score)))
      .map((score) => ({
        dataset,
        score,
        spread: spreadOf(here.map((one) => scoreOn(one, score, figure))),
      }));
  });
}
