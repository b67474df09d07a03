import { createHash } from 'node:crypto';
import { taskById } from '@stillhouse/domain/task/task.ts';
import type { Example } from '@stillhouse/trainer/data/example.ts';
import { exampleBatchesOf, exampleSetOf, headerOf } from '@stillhouse/trainer/data/example-set.ts';
import { describe, expect, it } from 'vitest';

const rte = taskById('rte');
const examples: Example[] = [
  { key: 'train.tsv:2', texts: ['a "b"', 'ç'], label: 0 },
  { key: 'train.tsv:3', texts: ['d', 'e'], label: 1 },
  { key: 'train.tsv:4', texts: ['f', 'g'], label: null },
];
const setOf = (rows: readonly Example[], task = rte) => exampleSetOf(task, 'DEV', 'dev', true, rows);

describe("a set's digest", () => {
  it('is sha256 over task, split, labels and each example in turn', () => {
    const text = [
      '{"task":"rte","split":"DEV","labels":["entailment","not_entailment"]}',
      '[["a \\"b\\"","ç"],0]',
      '[["d","e"],1]',
      '[["f","g"],null]',
      '',
    ].join('\n');
    expect(setOf(examples).digest).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
  });

  it('does not depend on keys or on the name of the slice: the same content is the same dataset', () => {
    const renamed = examples.map((example, i) => ({ ...example, key: `other.tsv:${i}` }));
    expect(exampleSetOf(rte, 'DEV', 'dev[:3]', false, renamed).digest).toBe(setOf(examples).digest);
  });

  it.each<[string, Example[]]>([
    ['order', [examples[1]!, examples[0]!, examples[2]!]],
    ['label', [{ ...examples[0]!, label: 1 }, examples[1]!, examples[2]!]],
    ['text', [{ ...examples[0]!, texts: ['a "b"', 'c'] }, examples[1]!, examples[2]!]],
    ['example less', examples.slice(0, 2)],
  ])('is another for another %s', (_, changed) => {
    expect(setOf(changed).digest).not.toBe(setOf(examples).digest);
  });

  it('is another for another task and another split', () => {
    expect(setOf(examples, taskById('qnli')).digest).not.toBe(setOf(examples).digest);
    expect(exampleSetOf(rte, 'TRAIN', 'dev', true, examples).digest).not.toBe(setOf(examples).digest);
  });
});

it('is recorded with what it holds', () => {
  const set = setOf(examples);
  expect(headerOf(set)).toEqual({
    digest: set.digest,
    task: 'rte',
    split: 'DEV',
    name: 'dev',
    labels: ['entailment', 'not_entailment'],
    size: 3,
    synthetic: false,
    complete: true,
  });
});

it('is recorded in consecutive batches that hold each example once', () => {
  const set = setOf(examples);
  expect([...exampleBatchesOf(set, 2)]).toEqual([
    {
      dataset: set.digest,
      start: 0,
      keys: ['train.tsv:2', 'train.tsv:3'],
      texts: [
        ['a "b"', 'ç'],
        ['d', 'e'],
      ],
      labels: [0, 1],
    },
    { dataset: set.digest, start: 2, keys: ['train.tsv:4'], texts: [['f', 'g']], labels: [null] },
  ]);
});
