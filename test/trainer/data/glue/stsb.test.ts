import { taskById } from '@stillhouse/domain/task/task.ts';
import { readGlue } from '@stillhouse/trainer/data/glue/read-glue.ts';
import { describe, expect, it } from 'vitest';
import { folderOf } from '../folder-of.ts';

const task = taskById('stsb');
const header = 'index\tgenre\tfilename\tyear\told_index\tsource1\tsource2\tsentence1\tsentence2';
const row = (index: number, a: string, b: string, ...score: string[]) =>
  [index, 'main-news', 'MSRvid', '2012test', index, 'none', 'none', a, b, ...score].join('\t');
const strict = { skipBadRows: false };

describe('STS-B', () => {
  it('has its score in the last column, as a number from 0 to 5', async () => {
    const folder = await folderOf({
      'train.tsv': `${header}\tscore\n${row(0, 'A plane.', 'A "plane".', '5.000')}\n${row(1, 'A man.', 'A dog.', '0.25')}\n`,
    });
    const { examples } = await readGlue(task, folder, 'train', strict);
    expect(examples).toEqual([
      { key: 'train.tsv:2', texts: ['A plane.', 'A "plane".'], label: 5 },
      { key: 'train.tsv:3', texts: ['A man.', 'A dog.'], label: 0.25 },
    ]);
  });

  it('has no score in its test file', async () => {
    const folder = await folderOf({ 'test.tsv': `${header}\n${row(0, 'A plane.', 'A man.')}\n` });
    const { examples } = await readGlue(task, folder, 'test', strict);
    expect(examples).toEqual([{ key: 'test.tsv:2', texts: ['A plane.', 'A man.'], label: null }]);
  });

  it.each(['5.1', '-0.1', 'high', '', 'NaN', '0x3'])('refuses the score "%s"', async (score) => {
    const folder = await folderOf({
      'dev.tsv': `${header}\tscore\n${row(0, 'A plane.', 'A man.', '1')}\n${row(1, 'A', 'B', score)}\n`,
    });
    await expect(readGlue(task, folder, 'dev', strict)).rejects.toThrow(
      `dev.tsv:3: has the unknown label "${score}" (expected a number from 0 to 5)`,
    );
  });
});
