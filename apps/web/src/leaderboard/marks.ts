export interface ScoredCell {
  mean: number;
  sd?: number | null;
  complete: boolean;
}

/** `best` in its column, `within` one standard deviation of the best, or nothing to say. */
export type Mark = 'best' | 'within' | 'none';

/**
 * Marks one column of a board. Cells that are missing or were scored on a part of the split take no part.
 *
 * @returns a mark for each cell, in the given order. A cell is within when its mean is no further below the best than the best's standard
 *   deviation over seeds; with a single seed there is no deviation and only the best (and its equals) are marked.
 */
export function markColumn(cells: readonly (ScoredCell | undefined)[]): Mark[] {
  const eligible = cells.filter((cell): cell is ScoredCell => cell?.complete === true);
  if (eligible.length < 2) return cells.map(() => 'none');
  const best = eligible.reduce((highest, cell) => (cell.mean > highest.mean ? cell : highest));
  const reach = best.mean - (best.sd ?? 0);
  return cells.map((cell) => {
    if (!cell?.complete) return 'none';
    if (cell.mean === best.mean) return 'best';
    return cell.mean >= reach && best.sd != null ? 'within' : 'none';
  });
}
