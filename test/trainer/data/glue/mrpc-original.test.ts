import { taskById } from '@stillhouse/domain/task/task.ts';
import { readGlue } from '@stillhouse/trainer/data/glue/read-glue.ts';
import { describe, expect, it } from 'vitest';
import { folderOf } from '../folder-of.ts';

const header = '\uFEFFQuality\t#1 ID\t#2 ID\t#1 String\t#2 String';
const train = [header, '1\t10\t11\ta\tb', '0\t20\t21\tc "d\te', '1\t30\t31\tf\tg', ''].join('\r\n');
const test = [header, '0\t40\t41\th\ti', ''].join('\r\n');
const files = {
  'msr_paraphrase_train.txt': train,
  'msr_paraphrase_test.txt': test,
  'dev_ids.tsv': '20\t21\n',
};

async function read(
  part: 'train' | 'dev' | 'test',
  changed: Record<string, string> = {},
  skipBadRows = false,
) {
  return readGlue(taskById('mrpc'), await folderOf({ ...files, ...changed }), part, { skipBadRows });
}

describe("MRPC in Microsoft's own files", () => {
  it('has as dev the rows whose id pair stands in dev_ids.tsv, and as train the others', async () => {
    expect((await read('dev')).examples).toEqual([
      { key: 'msr_paraphrase_train.txt:3', texts: ['c "d', 'e'], label: 0 },
    ]);
    const { examples } = await read('train');
    expect(examples.map((example) => example.texts.join(' '))).toEqual(['a b', 'f g']);
  });

  it('has a test file with labels', async () => {
    expect((await read('test')).examples).toMatchObject([{ texts: ['h', 'i'], label: 0 }]);
  });

  it('is refused where dev_ids.tsv names a pair that is not there', async () => {
    await expect(read('dev', { 'dev_ids.tsv': '20\t22\n' })).rejects.toThrow(
      /dev_ids\.tsv names the pair 20 22, which .*msr_paraphrase_train\.txt does not hold/,
    );
  });

  it("gives way to GLUE's own files where both are there", async () => {
    const own = { 'train.tsv': 'Quality\t#1 ID\t#2 ID\t#1 String\t#2 String\n0\t1\t2\tx\ty\n' };
    expect((await read('train', own)).examples).toMatchObject([{ key: 'train.tsv:2', texts: ['x', 'y'] }]);
  });

  it('counts a bad row once: in the split that it belongs to', async () => {
    const bad = `${train}7\t50\t51\tj\tk\r\n8\t60\t61\tl\tm\r\n`;
    const changed = { 'msr_paraphrase_train.txt': bad, 'dev_ids.tsv': '20\t21\n60\t61\n' };
    const skippedOf = async (part: 'train' | 'dev') =>
      (await read(part, changed, true)).skipped.map((row) => row.line);
    expect(await skippedOf('train')).toEqual([5]);
    expect(await skippedOf('dev')).toEqual([6]);
  });
});
