import { readFile } from 'node:fs/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { CustomTask } from '@stillhouse/domain/task/custom-task.ts';
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { readTsv } from '../glue/read-tsv.ts';

/** A row of a file by the names of its columns, or why it is none. */
export interface RecordRead {
  /** Line on which it begins, counted from 1. */
  line: number;
  values: Record<string, unknown> | string;
}

/** The rows of a file. @throws ExpectedError naming file and reason where it cannot be read, or lacks a column */
export async function readRecords(path: string, task: CustomTask): Promise<RecordRead[]> {
  if (task.format === 'jsonl') return readJsonLines(path);
  const [header, ...rows] = task.format === 'tsv' ? await readTsv(path) : await readCsv(path, task.delimiter);
  const names = header?.fields ?? [];
  const missing = [...task.columns.texts, task.columns.label].find((column) => !names.includes(column));
  if (missing !== undefined) {
    const there = names.join(', ');
    throw new ExpectedError('BAD_INPUT', `${path}:1: has no column "${missing}". Its header is: ${there}.`, [
      'columns',
    ]);
  }
  return rows.map(({ line, fields }) => ({
    line,
    values:
      fields.length === names.length
        ? Object.fromEntries(names.map((name, i) => [name, fields[i]]))
        : `has ${fields.length} fields where ${names.length} are expected`,
  }));
}

async function readCsv(path: string, delimiter: string): Promise<{ line: number; fields: string[] }[]> {
  const text = await textOf(path);
  try {
    const rows = parse(text, { delimiter, bom: true, relax_column_count: true, info: true }) as unknown as {
      record: string[];
      info: { bytes: number };
    }[];
    // csv-parse counts a line end within quotes twice where it is CRLF, so that lines are counted here.
    const bytes = Buffer.from(text);
    let [at, line] = [0, 1];
    return rows.map(({ record, info }) => {
      const begins = line;
      for (const end = bytes[info.bytes] === 10 ? info.bytes + 1 : info.bytes; at < end; at++)
        if (bytes[at] === 10) line++;
      return { line: begins, fields: record };
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new ExpectedError('BAD_INPUT', `${path} cannot be read as CSV: ${cause.message}.`);
  }
}

async function readJsonLines(path: string): Promise<RecordRead[]> {
  const lines = (await textOf(path)).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line, i) => ({ line: i + 1, values: objectOf(line) }));
}

function objectOf(line: string): RecordRead['values'] {
  try {
    const value: unknown = JSON.parse(line);
    if (value !== null && typeof value === 'object' && !Array.isArray(value))
      return value as Record<string, unknown>;
    return 'is no JSON object';
  } catch {
    return 'is no JSON';
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new ExpectedError('BAD_INPUT', `${path} is not UTF-8. Convert it to UTF-8 and try again.`);
  }
}
