import type { LeaderboardRow } from '@stillhouse/prisma/leaderboard/leaderboard.ts';

/** A row in its place on the board. */
export interface RankedRow extends LeaderboardRow {
  /** 1 is the best; null for a row that lacks a task or predicted only a part of one. */
  rank: number | null;
}

/**
 * Rows in the order of the board: the complete ones by their average, equal ones with one rank; behind them, unranked, those with more
 * tasks before those with fewer, the better before the worse.
 */
export function rankRows(rows: readonly LeaderboardRow[]): RankedRow[] {
  const complete = rows
    .filter((row): row is LeaderboardRow & { average: number } => row.average !== null)
    .sort((a, b) => b.average - a.average || byLabel(a, b));
  const partial = rows
    .filter(({ average }) => average === null)
    .sort((a, b) => b.cells.length - a.cells.length || meanOf(b) - meanOf(a) || byLabel(a, b));
  return [
    ...complete.map((row) => ({
      ...row,
      rank: 1 + complete.filter((one) => one.average > row.average).length,
    })),
    ...partial.map((row) => ({ ...row, rank: null })),
  ];
}

function meanOf({ cells }: LeaderboardRow): number {
  return cells.reduce((sum, { mean }) => sum + mean, 0) / Math.max(cells.length, 1);
}

function byLabel(a: LeaderboardRow, b: LeaderboardRow): number {
  return a.label.localeCompare(b.label) || a.rowDigest.localeCompare(b.rowDigest);
}
