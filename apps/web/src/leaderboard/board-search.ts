import { parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs';

export const benchmarks = ['glue', 'synthetic', 'custom'] as const;

/** What of the leaderboard is in its address. */
export const boardSearch = {
  benchmark: parseAsStringLiteral(benchmarks),
  split: parseAsStringLiteral(['DEV', 'TEST'] as const).withDefault('DEV'),
  /** The tasks to show and to average over, with or without results; empty for the benchmark's own. */
  tasks: parseAsArrayOf(parseAsString).withDefault([]),
  /** Tasks that are hidden: averages and ranks are without them. */
  without: parseAsArrayOf(parseAsString).withDefault([]),
  sort: parseAsString.withDefault('rank'),
  direction: parseAsStringLiteral(['ASC', 'DESC'] as const).withDefault('ASC'),
  hide: parseAsArrayOf(parseAsString).withDefault([]),
};
