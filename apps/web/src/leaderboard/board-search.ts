import { parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs';

export const benchmarks = ['glue', 'synthetic', 'custom'] as const;

/** What of the leaderboard stands in its address. */
export const boardSearch = {
  benchmark: parseAsStringLiteral(benchmarks),
  split: parseAsStringLiteral(['DEV', 'TEST'] as const).withDefault('DEV'),
  tasks: parseAsArrayOf(parseAsString).withDefault([]),
  sort: parseAsString.withDefault('rank'),
  direction: parseAsStringLiteral(['ASC', 'DESC'] as const).withDefault('ASC'),
  hide: parseAsArrayOf(parseAsString).withDefault([]),
};
