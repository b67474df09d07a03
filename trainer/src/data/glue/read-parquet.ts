import { basename } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';
import { asyncBufferFromFile, type FileMetaData, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { z } from 'zod';
import { type RowsRead, refuseOrSkip } from './bad-row.ts';
import { boundedCompressors, checkParquet } from './check-parquet.ts';
import { expectedLabels } from './label.ts';
import type { Columns, GlueLayout } from './layout.ts';

/** What the Hub's libraries write into a file's metadata of its label column. */
const hubMetadata = z.object({
  info: z.object({ features: z.object({ label: z.object({ names: z.array(z.string()).optional() }) }) }),
});

/**
 * Reads one part of a task from parquet files as nyu-mll/glue has them. Labels are class ids in the file's order of names, which its
 * metadata tells, and are mapped by name; −1 stands for none where the part has none. A key's number is the row's, counted from 1.
 *
 * @throws ExpectedError naming file, row and reason, as `readPart`
 */
export async function readParquet(
  task: Task,
  layout: GlueLayout,
  paths: readonly string[],
  columns: Columns,
  options: { skipBadRows: boolean },
): Promise<RowsRead> {
  const texts = layout.hub.texts ?? columns.texts.map(String);
  const result: RowsRead = { examples: [], skipped: [] };
  for (const path of paths) {
    const { metadata, rows } = await read(path, [...texts, 'label']);
    const names = namesOf(metadata) ?? layout.hub.labels;
    rows.forEach((row, i) => {
      const found = texts.map((column) => row[column]);
      const label = labelOf(task, names, row.label, columns.label === null);
      const fault = faultOf(task, texts, found, label, row.label);
      if (fault) {
        const badRow = { file: path, line: i + 1, reason: fault };
        refuseOrSkip(result.skipped, badRow, options.skipBadRows, columns.label === null);
        return;
      }
      const key = `${basename(path)}:${i + 1}`;
      result.examples.push({ key, texts: found.map(String), label: label ?? null });
    });
  }
  if (result.examples.length === 0)
    throw new ExpectedError('BAD_INPUT', `${paths.join(', ')} holds no row that can be read.`);
  return result;
}

async function read(
  path: string,
  columns: string[],
): Promise<{ metadata: FileMetaData; rows: Record<string, unknown>[] }> {
  let metadata: FileMetaData;
  try {
    const file = await asyncBufferFromFile(path);
    metadata = await parquetMetadataAsync(file);
    const there = metadata.schema.map(({ name }) => name).slice(1);
    const missing = columns.find((column) => !there.includes(column));
    if (missing !== undefined) {
      throw new ExpectedError(
        'BAD_INPUT',
        `${path}: has no column "${missing}". Its columns are: ${there.join(', ')}. Is this the task's own file?`,
      );
    }
    checkParquet(metadata, columns, file.byteLength);
    const bounded = boundedCompressors(compressors, metadata);
    const rows = await parquetReadObjects({ file, metadata, columns, compressors: bounded });
    if (BigInt(rows.length) !== metadata.num_rows)
      throw new Error(`it has ${rows.length} rows, and its metadata ${metadata.num_rows}`);
    return { metadata, rows };
  } catch (cause) {
    if (cause instanceof ExpectedError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ExpectedError('BAD_INPUT', `${path} cannot be read as parquet: ${reason}.`);
  }
}

/** Class names by id, from what the Hub's libraries left in the file; undefined where they left nothing. */
function namesOf({ key_value_metadata: pairs }: FileMetaData): readonly string[] | undefined {
  const text = pairs?.find(({ key }) => key === 'huggingface')?.value;
  if (text === undefined) return undefined;
  try {
    return hubMetadata.safeParse(JSON.parse(text)).data?.info.features.label.names;
  } catch {
    return undefined;
  }
}

/** null for no label, undefined for one that cannot be read. */
function labelOf(
  task: Task,
  names: readonly string[],
  value: unknown,
  unlabeled: boolean,
): number | null | undefined {
  const label = typeof value === 'bigint' || typeof value === 'number' ? Number(value) : Number.NaN;
  if (label === -1 && unlabeled) return null;
  if (task.range !== null) {
    // Scores are stored as 32-bit floats: 3.2 comes back as 3.2000000476837.
    const score = Number(label.toPrecision(7));
    return score >= task.range[0] && score <= task.range[1] ? score : undefined;
  }
  const id = task.labels.indexOf(names[label] ?? '');
  return id >= 0 ? id : undefined;
}

function faultOf(
  task: Task,
  columns: readonly string[],
  texts: readonly unknown[],
  label: number | null | undefined,
  stored: unknown,
): string | null {
  const empty = texts.findIndex((text) => typeof text !== 'string' || text.trim() === '');
  if (empty >= 0) return `has no text in column "${columns[empty]}"`;
  if (label !== undefined) return null;
  return `has the unknown label ${String(stored)} (expected ${expectedLabels(task, true)})`;
}
