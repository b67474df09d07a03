import { welchT } from '../statistics/student-t.ts';
import { significance } from '../statistics/verdict.ts';
import type { BoardCell } from './cell.ts';

/** How a cell compares with the best one of its column. */
export interface BestMark {
  best: boolean;
  /** Whether Welch's t test over seeds does not tell the cell from the best (p ≥ 0.05), or cannot be done: with fewer than two seeds, or where the seeds of neither differ. */
  tied: boolean;
  /** p-value of that test; null where it was not done, and for the best itself. */
  pValue: number | null;
}

/**
 * Marks the cells of one column. Cells that are incomplete or undefined take no part; equal means share the mark of the best.
 *
 * @returns a mark for each cell, in the given order; null for those that take no part, and for a column with a single contender
 */
export function markBest(cells: readonly (BoardCell | undefined)[]): (BestMark | null)[] {
  const means = cells.map((cell) => (cell?.complete ? cell.main.mean : null));
  const highest = means.reduce<number | null>(
    (most, mean) => (mean !== null && (most === null || mean > most) ? mean : most),
    null,
  );
  if (highest === null || means.filter((mean) => mean !== null).length < 2) return cells.map(() => null);
  const best = cells[means.indexOf(highest)]?.main;
  return cells.map((cell, i) => {
    const mean = means[i] ?? null;
    if (!cell || mean === null) return null;
    if (mean === highest) return { best: true, tied: false, pValue: null };
    const pValue = best ? welchT({ ...best, mean: highest }, { ...cell.main, mean }) : null;
    return { best: false, tied: pValue === null || pValue >= significance, pValue };
  });
}
