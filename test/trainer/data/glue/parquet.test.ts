import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { taskById } from '@stillhouse/domain/task/task.ts';
import type { RowsRead } from '@stillhouse/trainer/data/glue/bad-row.ts';
import type { Part } from '@stillhouse/trainer/data/glue/layout.ts';
import { readGlue } from '@stillhouse/trainer/data/glue/read-glue.ts';
import { describe, expect, it } from 'vitest';
import { folderOf } from '../folder-of.ts';

// Recipe: test/fixtures/parquet/write.py
const hub = fileURLToPath(new URL('../../../fixtures/parquet/', import.meta.url));
const read = (task: string, part: Part, options = { skipBadRows: false }) =>
  readGlue(taskById(task), hub, part, options);
const labelsOf = async (task: string, part: Part) =>
  (await read(task, part)).examples.map(({ label }) => label);

const withoutKeys = ({ examples }: RowsRead) => examples.map(({ texts, label }) => ({ texts, label }));

/** The rows of the fixtures in GLUE's own files, by task. */
const asTsv: Record<string, Record<string, string>> = {
  cola: {
    'train.tsv': 'gj04\t1\t\tHe "said" so.\ngj04\t0\t*\tHim said so.\n',
    'dev.tsv': 'gj04\t1\t\tShe sleeps.\ngj04\t0\t*\tSleeps she the.\n',
    'test.tsv': 'index\tsentence\n0\tWe saw it.\n1\tUs saw it.\n',
  },
  sst2: {
    'train.tsv': 'sentence\tlabel\na fine film \t1\ndull -- and long \t0\n',
    'dev.tsv': 'sentence\tlabel\na café of a film \t1\n',
    'test.tsv': 'index\tsentence\n0\tuneven\n',
  },
  qnli: {
    'train.tsv':
      'index\tquestion\tsentence\tlabel\n0\tWho?\tAnn did.\tentailment\n1\tWhen?\tIt is "so".\tnot_entailment\n',
    'dev.tsv':
      'index\tquestion\tsentence\tlabel\n0\tWhere?\tIn Zürich.\tentailment\n1\tWhy?\tIt rains.\tnot_entailment\n',
    'test.tsv': 'index\tquestion\tsentence\n0\tHow?\tSlowly.\n',
  },
  wnli: {
    'train.tsv':
      'index\tsentence1\tsentence2\tlabel\n0\tThe cat saw Ann; it ran.\tThe cat ran.\t1\n1\tIt fell.\tAnn fell.\t0\n',
    'dev.tsv': 'index\tsentence1\tsentence2\tlabel\n0\tAnn fell.\tShe fell.\t1\n',
    'test.tsv': 'index\tsentence1\tsentence2\n0\ta\tb\n1\tc\td\n',
  },
};

describe('parquet files as on the Hub', () => {
  it.each(Object.keys(asTsv))('of %s have the texts and labels that GLUE’s own files have', async (task) => {
    const folder = await folderOf(asTsv[task]!);
    for (const part of ['train', 'dev', 'test'] as const) {
      const ofTsv = await readGlue(taskById(task), folder, part, { skipBadRows: false });
      expect(withoutKeys(await read(task, part)), part).toEqual(withoutKeys(ofTsv));
      expect(ofTsv.examples.some(({ label }) => label === null)).toBe(part === 'test');
    }
  });

  it('are found by the folder and read shard after shard, in any compression', async () => {
    const { examples } = await read('rte', 'train');
    expect(examples).toEqual([
      { key: 'train-00000-of-00002.parquet:1', texts: ['It rains.', 'It is "wet".'], label: 0 },
      { key: 'train-00000-of-00002.parquet:2', texts: ['A\tdog.', 'A cat.\n'], label: 1 },
      { key: 'train-00001-of-00002.parquet:1', texts: ['Naïve 雨.', 'Rain.'], label: 0 },
    ]);
    const itself = await readGlue(taskById('rte'), join(hub, 'rte'), 'train', { skipBadRows: false });
    expect(itself.examples).toEqual(examples);
  });

  it('have their labels mapped by name, whatever their order', async () => {
    expect(await labelsOf('rte', 'dev')).toEqual([1, 0]);
  });

  it('may lack metadata: then ids are in the order of the Hub', async () => {
    expect(await labelsOf('mnli', 'train')).toEqual([0, 2]);
  });

  it('have two development and two test sets for MNLI, and a test set for AX', async () => {
    for (const [task, part, hypothesis, label] of [
      ['mnli', 'dev_matched', 'm', 1],
      ['mnli', 'dev_mismatched', 'mm', 2],
      ['mnli', 'test_matched', 'tm', null],
      ['mnli', 'test_mismatched', 'tmm', null],
      ['ax', 'test', 'ax', null],
    ] as const) {
      expect((await read(task, part)).examples).toMatchObject([{ texts: ['p', hypothesis], label }]);
    }
  });

  it('hold −1 for no label in test files alone', async () => {
    expect(await labelsOf('rte', 'test')).toEqual([null, null]);
    expect(await labelsOf('stsb', 'test')).toEqual([null]);
    await expect(read('stsb', 'dev')).rejects.toThrow(
      'validation-00000-of-00001.parquet:1: has the unknown label 5.5 (expected a number from 0 to 5)',
    );
    const { skipped } = await read('mrpc', 'train', { skipBadRows: true });
    expect(skipped.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'has no text in column "sentence2"'],
      [3, 'has the unknown label -1 (expected one of not_equivalent (0), equivalent (1))'],
    ]);
  });

  it('hold scores as 32-bit floats: 3.2 is 3.2', async () => {
    expect(await labelsOf('stsb', 'train')).toEqual([3.2, 5]);
  });

  it('are refused by name where a column or a shard is missing, or they are no parquet', async () => {
    await expect(read('qqp', 'train')).rejects.toThrow(
      /has no column "question1"\. Its columns are: sentence, label, idx/,
    );
    await expect(read('qqp', 'dev')).rejects.toThrow(
      /validation-00000-of-00001\.parquet cannot be read as parquet/,
    );
    const folder = await folderOf({ 'train-00001-of-00002.parquet': 'x' });
    const missing = readGlue(taskById('rte'), folder, 'train', { skipBadRows: false });
    await expect(missing).rejects.toThrow(/has no train-00000-of-00002\.parquet/);
    await rm(join(folder, 'train-00001-of-00002.parquet'));
  });
});
