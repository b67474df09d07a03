import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { taskById } from '@stillhouse/domain/task/task.ts';
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

describe('parquet files as on the Hub', () => {
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
