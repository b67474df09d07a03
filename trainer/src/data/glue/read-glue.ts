import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';
import type { RowsRead } from './bad-row.ts';
import { findFile, findTaskFolder, requireFile } from './find-file.ts';
import { glueLayout, type Part } from './layout.ts';
import { isOriginalMrpc, originalMrpcFiles, readOriginalMrpc } from './mrpc-original.ts';
import { readParquet } from './read-parquet.ts';
import { readPart } from './read-part.ts';
import { isParquetPart, shardsOf } from './shards.ts';

/**
 * Reads one part of a GLUE task: from GLUE's tab-separated files, or from parquet files as on the Hugging Face Hub, whichever the folder
 * holds.
 *
 * @param folder the task's folder, or the one that holds it
 * @param part must be one that the task has: MNLI has `dev_matched` and `dev_mismatched`, the others `dev`
 * @throws ExpectedError for a folder, file or row that cannot be read, saying which and what to do
 */
export async function readGlue(
  task: Task,
  folder: string,
  part: Part,
  options: { skipBadRows: boolean },
): Promise<RowsRead> {
  const layout = glueLayout(task.id);
  const partLayout = layout?.parts[part];
  if (!layout || !partLayout)
    throw new ExpectedError('BAD_INPUT', `Task ${task.title} has no file for ${part}.`);
  const files = Object.values(layout.parts).map((each) => each.file);
  const original = task.id === 'mrpc' ? originalMrpcFiles : [];
  const taskFolder = await findTaskFolder(
    folder,
    [layout.folder, ...(layout.aliases ?? [])],
    [...files, ...original],
    isParquetPart,
  );
  if (original.length > 0 && (await isOriginalMrpc(taskFolder)))
    return readOriginalMrpc(task, layout, taskFolder, part, options);
  const tsv = await findFile(taskFolder, partLayout.file);
  const shards = tsv === undefined ? await shardsOf(taskFolder, part) : [];
  if (shards.length > 0) return readParquet(task, layout, shards, partLayout.columns, options);
  const path = tsv ?? (await requireFile(taskFolder, partLayout.file));
  return readPart(task, layout, path, partLayout.columns, options);
}

/** The parts of a task that hold its development examples. */
export function devParts(task: Task): Part[] {
  return glueLayout(task.id)?.parts.dev_matched ? ['dev_matched', 'dev_mismatched'] : ['dev'];
}
