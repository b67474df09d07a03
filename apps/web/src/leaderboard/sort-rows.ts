import { type BoardRow, cellOf, figureColumns } from './columns.ts';

export type Direction = 'ASC' | 'DESC';

/**
 * Rows by a column: `rank`, a figure's key or `task:<key of the column>`. Rows without a value come last in both directions, and equal rows
 * keep their order.
 *
 * @param averaged keys of the averaged columns
 */
export function sortRows(
  rows: readonly BoardRow[],
  column: string,
  direction: Direction,
  averaged: readonly string[],
): BoardRow[] {
  const value = reader(column, averaged);
  const sign = direction === 'ASC' ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * (left - right);
  });
}

function reader(column: string, averaged: readonly string[]): (row: BoardRow) => number | null {
  if (column.startsWith('task:')) return (row) => cellOf(row, column.slice('task:'.length))?.mean ?? null;
  const figure = figureColumns(averaged).find((candidate) => candidate.key === column);
  return figure ? figure.value : (row) => row.rank ?? null;
}

/** The direction a column starts with: best first, and cheapest first for what costs. */
export function naturalDirection(column: string): Direction {
  const bestIsLow = ['rank', 'parameters', 'latency', 'knowledgeBase'].includes(column);
  return bestIsLow ? 'ASC' : 'DESC';
}
