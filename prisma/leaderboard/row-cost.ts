import type { RunCost, RunInColumn } from './results-of.ts';

/** What a row costs: means over its runs and datasets. */
export interface RowCost {
  parameters: number | null;
  latency: {
    studentP50: number;
    studentP95: number;
    retrievalP50: number | null;
    retrievalP95: number | null;
    /** False where no figure was taken on a machine known to be quiet: such figures are not compared. */
    quiet: boolean;
    /** Evaluations that the means are over. */
    measured: number;
  } | null;
  knowledgeBase: { entries: number; entryBytes: number; keyBytes: number } | null;
}

/** Latency is the mean over the figures taken on a quiet machine, where there are any; else over all, which `quiet` reports. */
export function costOf(results: readonly RunInColumn[]): RowCost {
  const costs = results.flatMap((result) => result.costs);
  const timed = costs.filter(({ studentP50 }) => studentP50 !== null);
  const quiet = timed.filter((cost) => cost.quiet === true);
  const counted = quiet.length > 0 ? quiet : timed;
  const over = (figure: keyof RunCost, of: readonly RunCost[]) => mean(of.map((cost) => cost[figure]));
  const [studentP50, studentP95] = [over('studentP50', counted), over('studentP95', counted)];
  const [entries, entryBytes, keyBytes] = [
    over('entries', costs),
    over('entryBytes', costs),
    over('keyBytes', costs),
  ];
  return {
    parameters: rounded(mean(results.map(({ parameters }) => parameters))),
    latency:
      studentP50 === null || studentP95 === null
        ? null
        : {
            studentP50,
            studentP95,
            retrievalP50: over('retrievalP50', counted),
            retrievalP95: over('retrievalP95', counted),
            quiet: quiet.length > 0,
            measured: counted.length,
          },
    knowledgeBase:
      entries === null || entryBytes === null || keyBytes === null
        ? null
        : {
            entries: Math.round(entries),
            entryBytes: Math.round(entryBytes),
            keyBytes: Math.round(keyBytes),
          },
  };
}

/** Of those that are known. */
function mean(values: readonly (number | boolean | null)[]): number | null {
  const known = values.filter((value): value is number => typeof value === 'number');
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
