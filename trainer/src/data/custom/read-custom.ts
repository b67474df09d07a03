import { basename } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type CustomTask, taskOf } from '@stillhouse/domain/task/custom-task.ts';
import { type RowsRead, refuseOrSkip } from '../glue/bad-row.ts';
import { requireFile } from '../glue/find-file.ts';
import { expectedLabels, labelOf } from '../glue/label.ts';
import { type RecordRead, readRecords } from './read-records.ts';

/**
 * Reads one file of a task of one's own.
 *
 * @throws ExpectedError naming file, line and reason: a field that is missing or empty, an unknown label
 */
export async function readCustom(
  task: CustomTask,
  folder: string,
  file: string,
  options: { skipBadRows: boolean },
): Promise<RowsRead> {
  const path = await requireFile(folder, file);
  const result: RowsRead = { examples: [], skipped: [] };
  for (const record of await readRecords(path, task)) {
    const read = exampleOf(task, record.values);
    if (typeof read === 'string') {
      refuseOrSkip(result.skipped, { file: path, line: record.line, reason: read }, options.skipBadRows);
    } else {
      result.examples.push({ key: `${basename(path)}:${record.line}`, ...read });
    }
  }
  if (result.examples.length === 0)
    throw new ExpectedError('BAD_INPUT', `${path} holds no row that can be read.`);
  return result;
}

function exampleOf(
  task: CustomTask,
  values: RecordRead['values'],
): { texts: string[]; label: number } | string {
  if (typeof values === 'string') return values;
  const texts = task.columns.texts.map((column) => values[column]);
  const empty = texts.findIndex((text) => typeof text !== 'string' || text.trim() === '');
  if (empty >= 0) return `has no text in "${task.columns.texts[empty]}"`;
  const field = values[task.columns.label];
  const plain = typeof field === 'string' || typeof field === 'number' || typeof field === 'boolean';
  const label = plain ? labelOf(taskOf(task), false, String(field)) : undefined;
  if (label === undefined) {
    const shown = field === undefined ? 'no label' : `the unknown label ${JSON.stringify(field)}`;
    return `has ${shown} in "${task.columns.label}" (expected ${expectedLabels(taskOf(task), false)})`;
  }
  return { texts: texts as string[], label };
}
