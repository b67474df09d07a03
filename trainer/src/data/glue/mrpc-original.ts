import { basename } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';
import type { RowsRead } from './bad-row.ts';
import { findFile, requireFile } from './find-file.ts';
import type { Columns, GlueLayout, Part } from './layout.ts';
import { readPart } from './read-part.ts';
import { readTsv } from './read-tsv.ts';

const columns: Columns = { texts: ['#1 String', '#2 String'], label: 'Quality', headerless: null };
const trainFile = 'msr_paraphrase_train.txt';
const testFile = 'msr_paraphrase_test.txt';

/** Files of MRPC as Microsoft distributes it, before GLUE's own script has made train, dev and test of them. */
export const originalMrpcFiles = [trainFile, testFile];

/** True where the folder holds MRPC as Microsoft distributes it and not GLUE's files. */
export async function isOriginalMrpc(folder: string): Promise<boolean> {
  return (
    (await findFile(folder, 'train.tsv')) === undefined && (await findFile(folder, trainFile)) !== undefined
  );
}

/**
 * Reads a split of the original MRPC: dev is the rows of the training file whose pair of ids stands in dev_ids.tsv, train
 * the others. The original test file has labels.
 *
 * @throws ExpectedError as `readPart`; or where an id pair of dev_ids.tsv is not in the training file
 */
export async function readOriginalMrpc(
  task: Task,
  layout: GlueLayout,
  folder: string,
  part: Part,
  options: { skipBadRows: boolean },
): Promise<RowsRead> {
  if (part === 'test') return readPart(task, layout, await requireFile(folder, testFile), columns, options);
  const path = await requireFile(folder, trainFile);
  const all = await readPart(task, layout, path, columns, options);
  const idsPath = await requireFile(folder, 'dev_ids.tsv');
  const devIds = new Set((await readTsv(idsPath)).map((row) => row.fields.slice(0, 2).join('\t')));
  const pairs = await pairsByKey(path);
  const known = new Set(pairs.values());
  const missing = [...devIds].find((pair) => !known.has(pair));
  if (missing !== undefined) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${idsPath} names the pair ${missing.replace('\t', ' ')}, which ${path} does not hold. Take both from one source.`,
    );
  }
  const wanted = part === 'dev';
  const inPart = (key: string) => devIds.has(pairs.get(key)!) === wanted;
  return {
    examples: all.examples.filter((example) => inPart(example.key)),
    skipped: all.skipped.filter((row) => inPart(`${basename(path)}:${row.line}`)),
  };
}

/** The id pair of each row, by the key of its example. */
async function pairsByKey(path: string): Promise<Map<string, string>> {
  const [header, ...rows] = await readTsv(path);
  const first = header!.fields.indexOf('#1 ID');
  const second = header!.fields.indexOf('#2 ID');
  if (first < 0 || second < 0)
    throw new ExpectedError('BAD_INPUT', `${path}:1: has no columns "#1 ID" and "#2 ID".`);
  return new Map(
    rows.map((row) => [`${basename(path)}:${row.line}`, `${row.fields[first]}\t${row.fields[second]}`]),
  );
}
