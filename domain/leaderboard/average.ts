import { sampleDeviation } from '../statistics/spread.ts';
import type { BoardCell, BoardColumn } from './cell.ts';

/** The mean of a row over the averaged columns. */
export interface RowAverage {
  mean: number;
  /** Sample standard deviation over the seeds that every averaged column has; null for fewer than two of them. */
  sd: number | null;
}

/**
 * Columns that averages are over: those asked for by name, else those that the benchmark averages and in which a row that is shown has a
 * result. A task nobody was scored on never joins the average unasked.
 */
export function averagedColumns(
  columns: readonly BoardColumn[],
  rows: readonly { cells: readonly BoardCell[] }[],
  asked: boolean,
): BoardColumn[] {
  if (asked) return columns.filter(({ averaged }) => averaged);
  const scored = new Set(rows.flatMap(({ cells }) => cells.map(({ column }) => column)));
  return columns.filter(({ key, averaged }) => averaged && scored.has(key));
}

/** null unless the row has a complete, defined cell in each of the columns. */
export function averageOf(cells: readonly BoardCell[], columns: readonly BoardColumn[]): RowAverage | null {
  const counted = columns.map(({ key }) => cells.find(({ column }) => column === key));
  const means = counted.flatMap((cell) =>
    cell?.complete && cell.main.mean !== null ? [cell.main.mean] : [],
  );
  if (means.length === 0 || means.length < columns.length) return null;
  return { mean: sum(means) / means.length, sd: sampleDeviation(averagesBySeed(counted)) };
}

function averagesBySeed(cells: readonly (BoardCell | undefined)[]): number[] {
  const bySeed = cells.map(
    (cell) =>
      new Map(
        cell?.runs.flatMap(({ seed, value }) => (seed === null || value === null ? [] : [[seed, value]])),
      ),
  );
  const seeds = [...(bySeed[0]?.keys() ?? [])].filter((seed) => bySeed.every((column) => column.has(seed)));
  return seeds.map((seed) => sum(bySeed.map((column) => column.get(seed) ?? 0)) / bySeed.length);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
