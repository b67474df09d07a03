import { formatBytes, formatCount, formatMilliseconds, formatParameters } from '../format/number.ts';
import { formatMeanSd } from '../format/score.ts';
import type { BoardRowFragment } from '../generated/graphql.ts';

export type BoardRow = BoardRowFragment;
export type BoardCell = BoardRow['cells'][number];

/** A column of the board right of the tasks. */
export interface FigureColumn {
  key: string;
  title: string;
  /** What it is sorted by; null for a row that takes no part. */
  value: (row: BoardRow) => number | null;
  text: (row: BoardRow) => string;
}

/** The cell of a column; undefined where the row has none. */
export function cellOf(row: BoardRow, column: string): BoardCell | undefined {
  return row.cells.find((cell) => cell.column === column);
}

/** Whether the row is ranked by predictions that retrieve, and so costs what retrieval costs. */
export function isRankedFused(row: BoardRow): boolean {
  return row.cells.some((cell) => cell.predictor === 'FUSED');
}

/**
 * Mean retention (student's figure over its teacher's) of a row; null unless every averaged column has one on its whole split, because a
 * mean over other tasks compares with nothing.
 *
 * @param columns keys of the averaged columns
 * @returns its standard deviation over seeds only where there is one column
 */
export function meanRetention(
  row: BoardRow,
  columns: readonly string[],
): { mean: number; sd: number | null } | null {
  const cells = columns.map((column) => cellOf(row, column));
  const values = cells.map((cell) => (cell?.complete ? (cell.retention ?? null) : null));
  if (values.length === 0 || values.some((value) => value === null)) return null;
  const mean = values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / values.length;
  return { mean, sd: cells.length === 1 ? (cells[0]?.retentionSd ?? null) : null };
}

/** Milliseconds of the predictor that ranks the row, whether or not they may be compared; null where it was not timed. */
export function latencyOf(row: BoardRow): number | null {
  const { latency } = row;
  return (isRankedFused(row) ? latency?.retrievalP50 : latency?.studentP50) ?? null;
}

/** The figures right of the tasks. @param columns keys of the averaged columns */
export function figureColumns(columns: readonly string[]): FigureColumn[] {
  const bytesOf = (row: BoardRow) => (isRankedFused(row) ? toNumber(row.knowledgeBaseBytes) : null);
  return [
    {
      key: 'average',
      title: 'Average',
      value: (row) => row.average ?? null,
      text: (row) => formatMeanSd(row.average, row.averageSd),
    },
    {
      key: 'retention',
      title: 'Retention, %',
      value: (row) => meanRetention(row, columns)?.mean ?? null,
      text: (row) => {
        const retention = meanRetention(row, columns);
        return formatMeanSd(retention?.mean, retention?.sd);
      },
    },
    {
      key: 'parameters',
      title: 'Parameters',
      value: (row) => toNumber(row.parameters),
      text: (row) => formatParameters(row.parameters),
    },
    {
      key: 'latency',
      title: 'Latency, ms',
      value: (row) => (row.latency?.quiet === true ? latencyOf(row) : null),
      text: (row) => formatMilliseconds(latencyOf(row)),
    },
    {
      key: 'knowledgeBase',
      title: 'Knowledge base',
      value: bytesOf,
      text: (row) => formatBytes(bytesOf(row)),
    },
  ];
}

/** What a figure's number is made of, line by line; empty where there is nothing to add. */
export function figureNotes(column: string, row: BoardRow): string[] {
  const retrieves = isRankedFused(row);
  if (column === 'latency') {
    const other = retrieves ? row.latency?.studentP50 : row.latency?.retrievalP50;
    return other == null ? [] : [`${formatMilliseconds(other)} ${retrieves ? 'alone' : 'with retrieval'}`];
  }
  if (column !== 'knowledgeBase' || row.knowledgeBaseSize == null) return [];
  if (!retrieves) return ['not read'];
  return [`keys ${formatBytes(row.knowledgeBaseKeyBytes)}`, `${formatCount(row.knowledgeBaseSize)} entries`];
}

function toNumber(value: number | string | null | undefined): number | null {
  return value == null ? null : Number(value);
}
