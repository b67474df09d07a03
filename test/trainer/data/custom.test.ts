import { type CustomTask, customTask } from '@stillhouse/domain/task/custom-task.ts';
import { readCustom } from '@stillhouse/trainer/data/custom/read-custom.ts';
import { describe, expect, it } from 'vitest';
import { folderOf } from './folder-of.ts';

const task = (format: CustomTask['format'], more: object = {}) =>
  customTask.parse({
    id: 'reviews',
    title: 'Film reviews',
    kind: 'classification',
    labels: ['bad', 'good'],
    scores: ['accuracy'],
    columns: { texts: ['review'], label: 'verdict' },
    format,
    files: { train: 'train', dev: 'dev' },
    ...more,
  });
const read = async (of: CustomTask, content: string, skipBadRows = false) =>
  readCustom(of, await folderOf({ train: content }), 'train', { skipBadRows });

describe('a labeled file of any other source', () => {
  it('may be CSV with quotes, and fields of several lines; a key has the line on which a row begins', async () => {
    const content = '\uFEFFverdict,review\r\ngood,"Long, and\r\n""warm""."\r\nbad,Cold.\r\n';
    const { examples } = await read(task('csv'), content);
    expect(examples).toEqual([
      { key: 'train:2', texts: ['Long, and\r\n"warm".'], label: 1 },
      { key: 'train:4', texts: ['Cold.'], label: 0 },
    ]);
    const semicolons = await read(task('csv', { delimiter: ';' }), 'review;verdict\nA, b;good\n');
    expect(semicolons.examples).toMatchObject([{ texts: ['A, b'], label: 1 }]);
  });

  it('may be TSV without quoting', async () => {
    const { examples } = await read(task('tsv'), 'review\tverdict\n"Warm", he said\tgood\n');
    expect(examples).toEqual([{ key: 'train:2', texts: ['"Warm", he said'], label: 1 }]);
  });

  it('may be JSON lines, a pair, and numbers for scores', async () => {
    const pairs = {
      kind: 'regression',
      labels: [],
      range: [0, 10],
      scores: ['pearson'],
      columns: { texts: ['a', 'b'], label: 'score' },
    };
    const lines = [
      { a: 'x', b: 'y', score: 7.5, more: [1] },
      { score: '10', b: 'z', a: 'x' },
    ];
    const { examples } = await read(
      task('jsonl', pairs),
      lines.map((line) => JSON.stringify(line)).join('\n'),
    );
    expect(examples).toEqual([
      { key: 'train:1', texts: ['x', 'y'], label: 7.5 },
      { key: 'train:2', texts: ['x', 'z'], label: 10 },
    ]);
  });

  it.each([
    [
      'csv',
      'review,verdict\nWarm.,fine\n',
      'train:2: has the unknown label "fine" in "verdict" (expected one of bad, good)',
    ],
    ['csv', 'review,verdict\nWarm.\n', 'train:2: has 1 fields where 2 are expected'],
    ['csv', 'review,verdict\n ,good\n', 'train:2: has no text in "review"'],
    ['csv', 'text,verdict\nWarm.,good\n', 'train:1: has no column "review". Its header is: text, verdict'],
    ['csv', 'review,verdict\n"Warm.,good\n', 'cannot be read as CSV'],
    ['jsonl', '{"review": "Warm."}\n', 'train:1: has no label in "verdict"'],
    ['jsonl', '["Warm."]\n', 'train:1: is no JSON object'],
    ['jsonl', '{"review": "Warm.", "verdict": "good"}\nWarm.\n', 'train:2: is no JSON'],
    ['tsv', 'review\tverdict\n', 'holds no row that can be read'],
  ] as const)('is refused by file, line and reason: %s %#', async (format, content, reason) => {
    await expect(read(task(format), content)).rejects.toThrow(reason);
  });

  it('has its bad rows counted where they may be skipped', async () => {
    const { examples, skipped } = await read(task('tsv'), 'review\tverdict\nA\tgood\nB\tso-so\n', true);
    expect(examples).toHaveLength(1);
    expect(skipped).toMatchObject([{ line: 3 }]);
  });
});
