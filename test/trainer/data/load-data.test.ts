import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import { loadData } from '@stillhouse/trainer/data/load-data.ts';
import { describe, expect, it } from 'vitest';
import { folderOf } from './folder-of.ts';

type Data = Pipeline['data'];

const data: Data = {
  task: 'sst2',
  limit: { train: null, dev: null },
  heldOut: 0.2,
  maxTokens: 32,
  vocabulary: { size: 100, lowercase: true },
  skipBadRows: false,
};

function rows(split: string, count: number): string {
  const lines = Array.from({ length: count }, (_, i) => `${split} ${i}\t${i % 2}`);
  return `sentence\tlabel\n${lines.join('\n')}\n`;
}

const sst2 = () => folderOf({ 'train.tsv': rows('train', 50), 'dev.tsv': rows('dev', 10) });
const keysOf = (set: { examples: readonly { key: string }[] }) => set.examples.map((example) => example.key);

describe('the training examples', () => {
  it('are parted into two that share nothing and are together all there is', async () => {
    const { train, heldOut } = await loadData(data, await sst2());
    expect([train.examples.length, heldOut.examples.length]).toEqual([40, 10]);
    expect(new Set([...keysOf(train), ...keysOf(heldOut)]).size).toBe(50);
    expect([train.name, heldOut.name]).toEqual(['train[:40]', 'train[40:50]']);
    expect([train.complete, heldOut.complete]).toEqual([false, false]);
  });

  it('are parted the same way every time, so that runs of all seeds share a knowledge base', async () => {
    const [first, second] = [await loadData(data, await sst2()), await loadData(data, await sst2())];
    expect(second.train.digest).toBe(first.train.digest);
    expect(second.heldOut.digest).toBe(first.heldOut.digest);
  });

  it('are taken in an order that is not that of the file', async () => {
    const { train } = await loadData({ ...data, limit: { train: 20, dev: null } }, await sst2());
    expect(train.examples).toHaveLength(16);
    expect(keysOf(train)).not.toEqual(keysOf(train).toSorted());
    const whole = await loadData(data, await sst2());
    expect(keysOf(whole.train).slice(0, 16)).toEqual(keysOf(train));
  });

  it('are told of in the order of the file, those that were not taken too, with how many rows were left out', async () => {
    const limit = { train: 20, dev: null };
    const { order } = await loadData({ ...data, limit }, await sst2());
    const keys = Array.from({ length: 50 }, (_, i) => `train.tsv:${i + 2}`);
    expect(order).toEqual({ keys, leftOut: 0 });
    const faulty = await folderOf({
      'train.tsv': `${rows('train', 50)}bad\tmaybe\n`,
      'dev.tsv': `${rows('dev', 3)}bad\tmaybe\n`,
    });
    const read = await loadData({ ...data, limit, skipBadRows: true }, faulty);
    expect(read.order).toEqual({ keys, leftOut: 1 });
  });

  it('may be fewer than the limit', async () => {
    const { train, heldOut } = await loadData({ ...data, limit: { train: 1000, dev: null } }, await sst2());
    expect(train.examples.length + heldOut.examples.length).toBe(50);
  });

  it('have at least one held out, and at least two left to learn from', async () => {
    const { heldOut } = await loadData({ ...data, heldOut: 0.001 }, await sst2());
    expect(heldOut.examples).toHaveLength(1);
    const few = await folderOf({ 'train.tsv': rows('train', 8), 'dev.tsv': rows('dev', 1) });
    await expect(loadData({ ...data, heldOut: 0.85 }, few)).rejects.toThrow(
      '8 training examples leave 1 to train on once 7 are held out',
    );
  });
});

describe('the development examples', () => {
  it('are reported in the order of their file, and as complete unless they were limited', async () => {
    const whole = await loadData(data, await sst2());
    expect(whole.dev.map((set) => [set.name, set.split, set.complete, set.examples.length])).toEqual([
      ['dev', 'DEV', true, 10],
    ]);
    expect(keysOf(whole.dev[0]!).slice(0, 2)).toEqual(['dev.tsv:2', 'dev.tsv:3']);
    const part = await loadData({ ...data, limit: { train: null, dev: 4 } }, await sst2());
    expect(part.dev.map((set) => [set.name, set.complete, set.examples.length])).toEqual([
      ['dev[:4]', false, 4],
    ]);
    const all = await loadData({ ...data, limit: { train: null, dev: 10 } }, await sst2());
    expect(all.dev[0]?.digest).toBe(whole.dev[0]?.digest);
    expect(all.dev[0]?.complete).toBe(true);
  });

  it('are two sets for MNLI, matched and mismatched', async () => {
    const file = (name: string, count: number) =>
      `sentence1\tsentence2\tgold_label\n${`${name}\ttext\tneutral\n`.repeat(count)}`;
    const folder = await folderOf({
      'train.tsv': file('train', 10),
      'dev_matched.tsv': file('near', 3),
      'dev_mismatched.tsv': file('far', 4),
    });
    const { dev } = await loadData({ ...data, task: 'mnli' }, folder);
    expect(dev.map((set) => [set.name, set.examples.length, set.examples[0]?.texts[0]])).toEqual([
      ['dev_matched', 3, 'near'],
      ['dev_mismatched', 4, 'far'],
    ]);
  });
});

describe('rows that cannot be read', () => {
  const files = {
    'train.tsv': `${rows('train', 20)}bad\n`,
    'dev.tsv': `${rows('dev', 5)}also bad\nworse\n`,
  };

  it('are an error', async () => {
    await expect(loadData(data, await folderOf(files))).rejects.toThrow('train.tsv:22: has 1 fields');
  });

  it('are counted where they may be left out, and the set they are missing from is not complete', async () => {
    const { skipped, dev } = await loadData({ ...data, skipBadRows: true }, await folderOf(files));
    expect(skipped.map(({ line }) => line)).toEqual([22, 7, 8]);
    expect(dev[0]).toMatchObject({ complete: false, name: 'dev' });
  });
});

it('a task that is read from files needs a folder, a generated one does not', async () => {
  await expect(loadData(data, null)).rejects.toThrow(ExpectedError);
  const generated = await loadData({ ...data, task: 'synthetic-sentiment' }, null);
  expect(generated.train.examples.length + generated.heldOut.examples.length).toBe(3000);
  expect(generated.dev.map((set) => [set.examples.length, set.complete])).toEqual([[600, true]]);
});
