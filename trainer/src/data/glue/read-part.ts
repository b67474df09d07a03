import { basename } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';
import { type RowsRead, refuseOrSkip } from './bad-row.ts';
import { expectedLabels, labelOf } from './label.ts';
import type { Columns, GlueLayout } from './layout.ts';
import { type Row, readTsv } from './read-tsv.ts';

/** Where in a row the texts and the label stand. */
interface Positions {
  width: number;
  texts: number[];
  label: number | null;
}

/**
 * Reads one file of a task in GLUE's layout.
 *
 * @throws ExpectedError naming file, line, reason and what to do: a column that is missing, a row of another width than the
 *   header's, an empty text, an unknown label
 */
export async function readPart(
  task: Task,
  layout: GlueLayout,
  path: string,
  columns: Columns,
  options: { skipBadRows: boolean },
): Promise<RowsRead> {
  const rows = await readTsv(path);
  const header = columns.headerless === null ? rows[0]!.fields : null;
  const positions = header ? fromHeader(path, header, columns) : fixed(columns);
  const result: RowsRead = { examples: [], skipped: [] };
  for (const row of header ? rows.slice(1) : rows) {
    const fault = faultOf(task, layout, positions, row);
    if (fault) {
      const badRow = { file: path, line: row.line, reason: fault };
      refuseOrSkip(result.skipped, badRow, options.skipBadRows, columns.label === null);
      continue;
    }
    const label = positions.label === null ? null : row.fields[positions.label]!;
    result.examples.push({
      key: `${basename(path)}:${row.line}`,
      texts: positions.texts.map((position) => row.fields[position]!),
      label: label === null ? null : labelOf(task, layout.numericLabels, label)!,
    });
  }
  if (result.examples.length === 0)
    throw new ExpectedError('BAD_INPUT', `${path} holds no row that can be read.`);
  return result;
}

function faultOf(
  task: Task,
  layout: GlueLayout,
  { width, texts, label }: Positions,
  row: Row,
): string | null {
  if (row.fields.length !== width) return `has ${row.fields.length} fields where ${width} are expected`;
  const empty = texts.find((position) => row.fields[position]!.trim() === '');
  if (empty !== undefined) return `has an empty text in field ${empty + 1}`;
  if (label === null || labelOf(task, layout.numericLabels, row.fields[label]!) !== undefined) return null;
  const expected = expectedLabels(task, layout.numericLabels);
  return `has the unknown label "${row.fields[label]}" (expected ${expected})`;
}

function fromHeader(path: string, header: readonly string[], columns: Columns): Positions {
  const position = (name: string | number) => {
    const found = header.indexOf(String(name));
    if (found >= 0) return found;
    throw new ExpectedError(
      'BAD_INPUT',
      `${path}:1: has no column "${name}". Its header is: ${header.join(', ')}. Is this the task's own file?`,
    );
  };
  return {
    width: header.length,
    texts: columns.texts.map(position),
    label: columns.label === null ? null : position(columns.label),
  };
}

function fixed(columns: Columns): Positions {
  return {
    width: columns.headerless!,
    texts: columns.texts.map(Number),
    label: columns.label === null ? null : Number(columns.label),
  };
}
