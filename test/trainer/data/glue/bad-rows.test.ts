import { join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { taskById } from '@stillhouse/domain/task/task.ts';
import { readGlue } from '@stillhouse/trainer/data/glue/read-glue.ts';
import { describe, expect, it } from 'vitest';
import { folderOf } from '../folder-of.ts';

const header = 'id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate';
const good = '1\t2\t3\tWhat is a still?\tWhat does a still do?\t0';

function withRow(row: string): Record<string, string> {
  return { 'train.tsv': `${header}\n${good}\n${row}\n${good}\n` };
}

async function read(files: Record<string, string>, skipBadRows = false, task = 'qqp') {
  const folder = await folderOf(files);
  return { folder, rows: await readGlue(taskById(task), folder, 'train', { skipBadRows }) };
}

describe('a row that cannot be read is an error that names file, line and reason', () => {
  it.each([
    ['a field that is missing', '4\t5\t6\tOnly one question?\t1', 'has 5 fields where 6 are expected'],
    ['a field too many', '4\t5\t6\ta\tb\tc\t1', 'has 7 fields where 6 are expected'],
    ['an empty text', '4\t5\t6\ta\t \t1', 'has an empty text in field 5'],
    ['no label', '4\t5\t6\ta\tb\t', 'has the unknown label ""'],
    [
      'an unknown label',
      '4\t5\t6\ta\tb\t2',
      'has the unknown label "2" (expected one of not_duplicate (0), duplicate (1))',
    ],
    ['an empty line', '', 'has 1 fields where 6 are expected'],
  ])('for %s', async (_, row, reason) => {
    const failure = read(withRow(row));
    await expect(failure).rejects.toThrow(ExpectedError);
    await expect(failure).rejects.toThrow(`train.tsv:3: ${reason}`);
    await expect(failure).rejects.toThrow('data.skipBadRows');
  });
});

describe('with skipBadRows', () => {
  it('no row of a test file is left out, as each of them is predicted', async () => {
    const folder = await folderOf({ 'test.tsv': 'index\tquestion1\tquestion2\n0\ta\tb\n1\tc\n' });
    const reading = readGlue(taskById('qqp'), folder, 'test', { skipBadRows: true });
    await expect(reading).rejects.toThrow(
      /test\.tsv:3: has 2 fields where 3 are expected\. Mend the row: each row of a test file is predicted\.$/,
    );
  });

  it('bad rows are left out, each counted with its line, and the others keep their lines as keys', async () => {
    const files = { 'train.tsv': `${header}\nbad\n${good}\n1\t2\t3\ta\tb\tmaybe\n${good}\n` };
    const { folder, rows } = await read(files, true);
    expect(rows.examples.map((example) => example.key)).toEqual(['train.tsv:3', 'train.tsv:5']);
    expect(rows.skipped).toEqual([
      { file: join(folder, 'train.tsv'), line: 2, reason: 'has 1 fields where 6 are expected' },
      {
        file: join(folder, 'train.tsv'),
        line: 4,
        reason: 'has the unknown label "maybe" (expected one of not_duplicate (0), duplicate (1))',
      },
    ]);
  });

  it('a file of which nothing is left is still an error', async () => {
    await expect(read({ 'train.tsv': `${header}\nbad\n` }, true)).rejects.toThrow(
      'holds no row that can be read',
    );
  });

  it('a missing column is still an error', async () => {
    const files = { 'train.tsv': 'id\tquestion1\tquestion2\n1\ta\tb\n' };
    await expect(read(files, true)).rejects.toThrow(/train\.tsv:1: has no column "is_duplicate"/);
  });
});

describe('what is not there is an error that says what to do', () => {
  it('a folder that does not exist', async () => {
    await expect(
      readGlue(taskById('rte'), '/no/such/folder', 'train', { skipBadRows: false }),
    ).rejects.toThrow('There is no folder /no/such/folder.');
  });

  it('a folder without files of the task, naming those it looks for', async () => {
    await expect(read({ 'notes.txt': '' }, false, 'rte')).rejects.toThrow(
      /holds neither train\.tsv nor dev\.tsv nor test\.tsv, nor parquet files, nor a folder RTE/,
    );
  });

  it('a file of the task, naming what lies there instead', async () => {
    await expect(read({ 'dev.tsv': 'x', 'README.md': 'y' })).rejects.toThrow(
      /has no train\.tsv\. It holds: README\.md, dev\.tsv\./,
    );
  });

  it('a file in place of a folder', async () => {
    const folder = await folderOf({ 'train.tsv': header });
    await expect(
      readGlue(taskById('qqp'), join(folder, 'train.tsv'), 'train', { skipBadRows: false }),
    ).rejects.toThrow('train.tsv is a file, not a folder.');
  });

  it('a folder in place of a file', async () => {
    await expect(read({ 'train.tsv/x': '' })).rejects.toThrow(/train\.tsv is a folder, not a file/);
  });

  it('anything in the file', async () => {
    await expect(read({ 'train.tsv': '' })).rejects.toThrow(/train\.tsv is empty/);
    await expect(read({ 'train.tsv': `${header}\n` })).rejects.toThrow('holds no row that can be read');
  });

  it("another task's header", async () => {
    await expect(read({ 'train.tsv': 'sentence\tlabel\na\t1\n' })).rejects.toThrow(
      'has no column "question1". Its header is: sentence, label.',
    );
  });
});

it("finds a task's folder in the one that holds all of GLUE, and files without regard to case", async () => {
  const content = `${header}\n${good}\n`;
  for (const name of ['QQP/train.tsv', 'qqp/Train.TSV', 'train.tsv']) {
    const { rows } = await read({ [name]: content, 'RTE/train.tsv': 'x' });
    expect(rows.examples).toHaveLength(1);
  }
});
