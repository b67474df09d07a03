import { formatPEquation } from '../format/number.ts';
import type { BoardCell } from './columns.ts';

/** How a cell compares with the best of its column, in a sentence; null where there is nothing to say. */
export function tieText(cell: Pick<BoardCell, 'isBest' | 'tiedWithBest' | 'tiePValue'>): string | null {
  if (cell.isBest) return 'Highest mean of its column';
  if (!cell.tiedWithBest) return null;
  return cell.tiePValue == null
    ? 'Not tested against the best of its column: that takes two seeds of each'
    : `Not told from the best of its column: ${formatPEquation(cell.tiePValue)} in a Welch t test over seeds`;
}
