import type { BoardRowFragment } from '../generated/graphql.ts';

export type BoardRow = BoardRowFragment;
export type BoardCell = BoardRow['cells'][number];

/** A column of the board besides those of the tasks. */
export interface FigureColumn {
  key: string;
  title: string;
  value: (row: BoardRow) => number | null;
}

/** The cell of a task; undefined where the row has none. */
export function cellOf(row: BoardRow, task: string): BoardCell | undefined {
  return row.cells.find((cell) => cell.task === task);
}

/**
 * Mean retention (student's score over its teacher's) of a row; null unless every task of the board has one on its whole split, because a
 * mean over other tasks compares with nothing.
 */
export function meanRetention(row: BoardRow, tasks: readonly string[]): number | null {
  const values = tasks.map((task) => {
    const cell = cellOf(row, task);
    return cell?.complete ? cell.retention : null;
  });
  if (values.length === 0 || values.some((value) => value == null)) return null;
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / values.length;
}

/** The figures that stand right of the tasks. */
export function figureColumns(tasks: readonly string[]): FigureColumn[] {
  return [
    { key: 'average', title: 'Average', value: (row) => row.average ?? null },
    { key: 'retention', title: 'Retention, %', value: (row) => meanRetention(row, tasks) },
    { key: 'parameters', title: 'Parameters', value: (row) => toNumber(row.parameters) },
    {
      key: 'latency',
      title: 'Latency, ms',
      value: (row) => row.latency?.retrievalP50 ?? row.latency?.studentP50 ?? null,
    },
    { key: 'knowledgeBase', title: 'Knowledge base', value: (row) => toNumber(row.knowledgeBaseBytes) },
  ];
}

function toNumber(value: number | string | null | undefined): number | null {
  return value == null ? null : Number(value);
}
