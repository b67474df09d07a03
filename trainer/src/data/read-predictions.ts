import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { BlackBox } from '@stillhouse/domain/recipe/black-box.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';
import type { Example } from './example.ts';
import { readTsv } from './glue/read-tsv.ts';
import { readNpy } from './npy.ts';

/** What a file says that a teacher predicts. */
export interface FilePredictions {
  path: string;
  /** sha256 of the file. */
  digest: string;
  /** Logits of an example by its key: `train.tsv:17`. Probabilities are taken as the logits whose softmax they are. */
  byKey: ReadonlyMap<string, Float32Array>;
  /** The same of a training example by the number in its key: 17. */
  byRow: ReadonlyMap<number, Float32Array>;
}

/** What a file that names no examples is matched by. */
export interface TrainingOrder {
  /** Keys of all training examples in the order of their file, taken or not. */
  keys: readonly string[];
  /** Rows of the file that could not be read and were left out. */
  leftOut: number;
}

interface Record {
  /** Where it stands: `teacher.tsv:3`. */
  at: string;
  key: string | null;
  row: number | null;
  values: readonly number[];
}

/**
 * Reads a teacher's predictions:
 *
 * - `.npy`: a row of [examples, classes] for each training example, in the order of the training file, all of it whatever is taken; classes in
 *   the order of the task's labels, a single one for a regression. float32 or float64, little-endian, in C order (npy.ts);
 * - `.jsonl`, one example a line: `{"key": "train.tsv:17", "logits": [1.2, -0.3]}`, in the order of the task's labels; `probabilities` as the recipe says;
 * - any other ending: tab-separated with a header, `key` and the labels' names in any order (`score` for a regression).
 *
 * In place of `key`, in the latter two, `row` names a training example by its line in the source, the number that its key ends with.
 *
 * @throws ExpectedError BAD_INPUT naming file and line
 */
export async function readPredictions(
  { predictions: path, values }: BlackBox,
  task: Task,
  training: TrainingOrder,
): Promise<FilePredictions> {
  const columns = task.kind === 'regression' ? ['score'] : task.labels;
  const records = path.endsWith('.npy')
    ? await fromNpy(path, columns, training)
    : path.endsWith('.jsonl')
      ? await fromJsonl(path, values, columns)
      : await fromTsv(path, columns);
  const byKey = new Map<string, Float32Array>();
  const byRow = new Map<number, Float32Array>();
  for (const record of records) {
    const logits = logitsOf(record, task.kind === 'regression' ? 'logits' : values);
    const { key, row, at } = record;
    if (key === null && row === null) throw fault(at, 'it names no example: give a key or a row');
    if (key === null ? byRow.has(row!) : byKey.has(key)) throw fault(at, `${key ?? row} stands there twice`);
    if (key === null) byRow.set(row!, logits);
    else byKey.set(key, logits);
  }
  const digest = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  return { path, digest, byKey, byRow };
}

/** Logits of examples, row-major; null where none of them has any. @throws ExpectedError BAD_INPUT where only some have */
export function logitsFor(
  { path, byKey, byRow }: FilePredictions,
  examples: readonly Example[],
  what: { name: string; width: number; byRow: boolean },
): Float32Array | null {
  const found = examples.map(({ key }) => {
    const row = /:(\d+)/.exec(key)?.[1];
    return byKey.get(key) ?? (what.byRow && row !== undefined ? byRow.get(Number(row)) : undefined);
  });
  const missing = found.indexOf(undefined);
  if (missing < 0) {
    const all = new Float32Array(examples.length * what.width);
    found.forEach((logits, i) => {
      all.set(logits!, i * what.width);
    });
    return all;
  }
  const count = found.filter((logits) => logits === undefined).length;
  if (count === examples.length) return null;
  throw new ExpectedError(
    'BAD_INPUT',
    `${path} has no prediction for ${count} of the ${examples.length} examples of ${what.name}, the first of them ${examples[missing]?.key}.`,
    ['blackBox', 'predictions'],
  );
}

async function fromNpy(
  path: string,
  columns: readonly string[],
  { keys, leftOut }: TrainingOrder,
): Promise<Record[]> {
  const { rows, columns: width, values } = readNpy(await contentOf(path), path);
  if (width !== columns.length) {
    throw fault(
      path,
      `its shape is (${rows}, ${width}); the task has ${columns.length === 1 ? 'one column' : `${columns.length} classes`}: ${columns.join(', ')}`,
    );
  }
  if (leftOut > 0) {
    throw fault(
      path,
      `its rows are matched by their order, and ${leftOut} rows of the training file were left out; name the examples in a .tsv or .jsonl instead`,
    );
  }
  if (rows !== keys.length)
    throw fault(path, `its shape is (${rows}, ${width}); the training file has ${keys.length} examples`);
  return keys.map((key, row) => ({
    at: `${path}, row ${row} counted from 0`,
    key,
    row: null,
    values: Array.from(values.subarray(row * width, (row + 1) * width)),
  }));
}

async function fromTsv(path: string, columns: readonly string[]): Promise<Record[]> {
  const [header, ...rows] = await readTsv(path);
  const names = header?.fields ?? [];
  const places = columns.map((name) => names.indexOf(name));
  const [keyAt, rowAt] = [names.indexOf('key'), names.indexOf('row')];
  if (places.includes(-1) || (keyAt < 0 && rowAt < 0)) {
    throw fault(
      `${path}:1`,
      `the header must have key or row, and ${columns.join(', ')}; it has ${names.join(', ')}`,
    );
  }
  return rows.map(({ line, fields }) => ({
    at: `${path}:${line}`,
    key: fields[keyAt] ?? null,
    row: keyAt < 0 ? Number(fields[rowAt]) : null,
    values: places.map((place) => (fields[place]?.trim() ? Number(fields[place]) : Number.NaN)),
  }));
}

async function fromJsonl(path: string, name: string, columns: readonly string[]): Promise<Record[]> {
  const lines = (await contentOf(path)).toString('utf8').split('\n');
  return lines
    .map((json, i) => ({ at: `${path}:${i + 1}`, json }))
    .filter(({ json }) => json.trim() !== '')
    .map(({ at, json }) => {
      const value = parsed(at, json);
      const values = value[name];
      if (
        !Array.isArray(values) ||
        values.length !== columns.length ||
        values.some((each) => typeof each !== 'number')
      )
        throw fault(at, `${name} must be ${columns.length} numbers, in the order ${columns.join(', ')}`);
      return {
        at,
        key: typeof value.key === 'string' ? value.key : null,
        row: typeof value.row === 'number' ? value.row : null,
        values: values as number[],
      };
    });
}

async function contentOf(path: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw fault(path, `it cannot be read (${error.code})`);
  });
}

function parsed(at: string, text: string): { [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return { ...value };
  } catch {
    // Said below, as for JSON that is no object.
  }
  throw fault(at, 'it is no JSON object');
}

/** How far the sum of probabilities may be from 1. */
const tolerance = 1e-3;

function logitsOf({ at, values }: Record, kind: BlackBox['values']): Float32Array {
  const wrong = values.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw fault(at, 'a value is no finite number');
  if (kind === 'logits') return Float32Array.from(values);
  const sum = values.reduce((total, value) => total + value, 0);
  if (values.some((value) => value < 0) || Math.abs(sum - 1) > tolerance)
    throw fault(at, `probabilities must be at least 0 and sum to 1; these sum to ${sum}`);
  // A probability of 0 has no logarithm: the least that single precision tells apart stands in.
  return Float32Array.from(values, (value) => Math.log(Math.max(value, 1e-38)));
}

function fault(at: string, message: string): ExpectedError {
  return new ExpectedError('BAD_INPUT', `${at}: ${message}.`, ['blackBox', 'predictions']);
}
