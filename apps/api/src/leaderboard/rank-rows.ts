import type { LeaderboardRow } from '@stillhouse/prisma/leaderboard/leaderboard.ts';

/** A row in its place on the board. */
export interface RankedRow extends LeaderboardRow {
  /** 1 is the best; null for a row that lacks a task or predicted only a part of one. */
  rank: number | null;
}

/**
 * Rows in the order of the board: the complete ones by their average, equal ones with one rank; behind them, unranked, those with more
 * defined scores before those with fewer, the better before the worse.
 */
export function rankRows(rows: readonly LeaderboardRow[]): RankedRow[] {
  const complete = rows
    .flatMap((row) => (row.average === null ? [] : [{ row, average: row.average.mean }]))
    .sort((a, b) => b.average - a.average || byTitle(a.row, b.row));
  const partial = rows
    .filter(({ average }) => average === null)
    .sort((a, b) => definedOf(b).length - definedOf(a).length || meanOf(b) - meanOf(a) || byTitle(a, b));
  return [
    ...complete.map(({ row, average }) => ({
      ...row,
      rank: 1 + complete.filter((one) => one.average > average).length,
    })),
    ...partial.map((row) => ({ ...row, rank: null })),
  ];
}

/** Means of its cells; undefined ones neither count nor pull the others down. */
function definedOf({ cells }: LeaderboardRow): number[] {
  return cells.flatMap(({ main }) => (main.mean === null ? [] : [main.mean]));
}

function meanOf(row: LeaderboardRow): number {
  const means = definedOf(row);
  return means.reduce((sum, mean) => sum + mean, 0) / Math.max(means.length, 1);
}

function byTitle(a: LeaderboardRow, b: LeaderboardRow): number {
  return a.title.localeCompare(b.title) || a.rowDigest.localeCompare(b.rowDigest);
}
