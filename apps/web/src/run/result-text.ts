import { formatScore } from '../format/score.ts';
import type { DatasetResult, MainResult } from './main-result.ts';

/** What a run's figure is made of, and what else was scored: `dev_matched 80.1, dev_mismatched 79.2; besides: diagnostic (ax) 20.3`. */
export function resultText({ datasets, others }: MainResult): string {
  const [own] = datasets;
  const list = (results: readonly DatasetResult[]) =>
    results
      .map(
        ({ name, task, value }) => `${name}${task === own?.task ? '' : ` (${task})`} ${formatScore(value)}`,
      )
      .join(', ');
  return others.length === 0 ? list(datasets) : `${list(datasets)}; besides: ${list(others)}`;
}
