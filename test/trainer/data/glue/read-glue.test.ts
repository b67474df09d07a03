import { taskById } from '@stillhouse/domain/task/task.ts';
import type { Part } from '@stillhouse/trainer/data/glue/layout.ts';
import { readGlue } from '@stillhouse/trainer/data/glue/read-glue.ts';
import { describe, expect, it } from 'vitest';
import { folderOf } from '../folder-of.ts';

const strict = { skipBadRows: false };

async function readFrom(task: string, files: Record<string, string | Uint8Array>, part: Part = 'train') {
  return (await readGlue(taskById(task), await folderOf(files), part, strict)).examples;
}

describe('each GLUE task is read from its own columns', () => {
  it('CoLA, without a header in train and dev', async () => {
    const rows = 'gj04\t1\t\tThe cat sat.\ngj04\t0\t*\tCat the sat.\n';
    expect(await readFrom('cola', { 'train.tsv': rows })).toEqual([
      { key: 'train.tsv:1', texts: ['The cat sat.'], label: 1 },
      { key: 'train.tsv:2', texts: ['Cat the sat.'], label: 0 },
    ]);
    const test = { 'test.tsv': 'index\tsentence\n0\tBill whistled.\n' };
    expect(await readFrom('cola', test, 'test')).toEqual([
      { key: 'test.tsv:2', texts: ['Bill whistled.'], label: null },
    ]);
  });

  it('SST-2, whose texts keep the blank they end with', async () => {
    const train = 'sentence\tlabel\nhide new secretions \t0\ncontains no wit\t1\n';
    expect(await readFrom('sst2', { 'train.tsv': train })).toEqual([
      { key: 'train.tsv:2', texts: ['hide new secretions '], label: 0 },
      { key: 'train.tsv:3', texts: ['contains no wit'], label: 1 },
    ]);
  });

  it.each([
    ['mrpc', 'Quality\t#1 ID\t#2 ID\t#1 String\t#2 String', '1\t70\t71\ta\tb', 1],
    ['qqp', 'id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate', '0\t1\t2\ta\tb\t0', 0],
    ['qnli', 'index\tquestion\tsentence\tlabel', '0\ta\tb\tentailment', 0],
    ['rte', 'index\tsentence1\tsentence2\tlabel', '0\ta\tb\tnot_entailment', 1],
    ['wnli', 'index\tsentence1\tsentence2\tlabel', '0\ta\tb\t1', 1],
    [
      'mnli',
      'index\tpromptID\tsentence1\tsentence2\tlabel1\tgold_label',
      '0\t3\ta\tb\tneutral\tcontradiction',
      2,
    ],
  ])('%s, by the names in its header', async (task, header, row, label) => {
    expect(await readFrom(task, { 'train.tsv': `${header}\n${row}\n` })).toEqual([
      { key: 'train.tsv:2', texts: ['a', 'b'], label },
    ]);
  });

  it('MNLI, whose two development sets are two files', async () => {
    const header = 'index\tsentence1\tsentence2\tgold_label\n';
    const files = {
      'dev_matched.tsv': `${header}0\ta\tb\tneutral\n`,
      'dev_mismatched.tsv': `${header}0\tc\td\tentailment\n`,
    };
    const [matched] = await readFrom('mnli', files, 'dev_matched');
    const [mismatched] = await readFrom('mnli', files, 'dev_mismatched');
    expect(matched).toMatchObject({ key: 'dev_matched.tsv:2', texts: ['a', 'b'], label: 1 });
    expect(mismatched).toMatchObject({ key: 'dev_mismatched.tsv:2', texts: ['c', 'd'], label: 0 });
    await expect(readFrom('mnli', files, 'dev')).rejects.toThrow('MNLI has no file for dev');
  });

  it('columns in another order, or among others', async () => {
    const files = { 'train.tsv': 'label\tnote\tsentence2\tsentence1\nentailment\t\tb\ta\n' };
    expect(await readFrom('rte', files)).toMatchObject([{ texts: ['a', 'b'], label: 0 }]);
  });
});

describe('labels are mapped by name', () => {
  it('where ids would say the opposite: WNLI calls entailment 1, RTE calls it 0', async () => {
    const files = { 'train.tsv': 'sentence1\tsentence2\tlabel\na\tb\tentailment\n' };
    expect(await readFrom('wnli', files)).toMatchObject([{ label: 1 }]);
    expect(await readFrom('rte', files)).toMatchObject([{ label: 0 }]);
  });

  it('and never by number in a task whose files hold names', async () => {
    const files = { 'train.tsv': 'sentence1\tsentence2\tlabel\na\tb\t1\n' };
    await expect(readFrom('rte', files)).rejects.toThrow(
      'train.tsv:2: has the unknown label "1" (expected one of entailment, not_entailment)',
    );
  });
});

describe('files are read as GLUE writes them', () => {
  const header = 'index\tsentence1\tsentence2\tlabel';

  it('without quoting: a quotation mark is a character like any other', async () => {
    const rows = [header, '0\t"Yes", he said\tHe said "yes\tentailment', '1\t"\t""\tnot_entailment', ''];
    expect(await readFrom('rte', { 'train.tsv': rows.join('\n') })).toMatchObject([
      { texts: ['"Yes", he said', 'He said "yes'], label: 0 },
      { texts: ['"', '""'], label: 1 },
    ]);
  });

  it('with a byte order mark, CRLF and no last line break', async () => {
    const text = `\uFEFFlabel\tsentence1\tsentence2\r\nentailment\tsoupçon\tb\r\nnot_entailment\tc\td`;
    expect(await readFrom('rte', { 'train.tsv': text })).toEqual([
      { key: 'train.tsv:2', texts: ['soupçon', 'b'], label: 0 },
      { key: 'train.tsv:3', texts: ['c', 'd'], label: 1 },
    ]);
  });

  it('with breaks that are not line breaks inside a text', async () => {
    const text = `${header}\n0\tone\u2028two\u0085three\tb\u00A0c\tentailment\n`;
    expect(await readFrom('rte', { 'train.tsv': text })).toMatchObject([
      { texts: ['one\u2028two\u0085three', 'b\u00A0c'] },
    ]);
  });

  it('in UTF-8 and nothing else', async () => {
    const latin = Buffer.from(`${header}\n0\tcaf\u00E9\tb\tentailment\n`, 'latin1');
    await expect(readFrom('rte', { 'train.tsv': latin })).rejects.toThrow(/train\.tsv is not UTF-8/);
  });
});
