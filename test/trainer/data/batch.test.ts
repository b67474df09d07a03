import { batchesOf, batchOf, encodeExamples } from '@stillhouse/trainer/data/batch.ts';
import type { Tokenizer } from '@stillhouse/trainer/data/tokenizer.ts';
import { describe, expect, it } from 'vitest';

/** Each word is the id that it spells; [CLS] is 1, [SEP] 2, padding 9. */
const spelled: Tokenizer = {
  vocabularySize: 100,
  padId: 9,
  encode: (texts, maxTokens) => {
    const ids = [1, ...texts.join(' ').split(' ').map(Number)].slice(0, maxTokens - 1);
    return { ids: Int32Array.from([...ids, 2]), typeIds: new Int32Array(ids.length + 1).fill(1, 2) };
  },
  files: () => [],
};
const examples = [
  { key: 'a', texts: ['11 12 13'], label: 1 },
  { key: 'b', texts: ['21'], label: 0 },
  { key: 'c', texts: ['31 32'], label: null },
  { key: 'd', texts: ['41 42 43 44 45 46'], label: 1 },
];
const encoded = encodeExamples(spelled, examples, 6);

describe('a batch', () => {
  it('is padded to the longest of its own examples, not of the set', () => {
    const batch = batchOf(encoded, [1, 0]);
    expect(batch).toEqual({
      size: 2,
      tokens: 5,
      ids: Int32Array.of(1, 21, 2, 9, 9, 1, 11, 12, 13, 2),
      typeIds: Int32Array.of(0, 0, 1, 0, 0, 0, 0, 1, 1, 1),
      mask: Float32Array.of(1, 1, 1, 0, 0, 1, 1, 1, 1, 1),
      indices: Int32Array.of(1, 0),
      labels: Float32Array.of(0, 1),
    });
    expect(batchOf(encoded, [1]).tokens).toBe(3);
  });

  it('has examples of at most maxTokens', () => {
    expect(batchOf(encoded, [3]).ids).toEqual(Int32Array.of(1, 41, 42, 43, 44, 2));
  });

  it('has no labels where one of its examples has none', () => {
    expect(batchOf(encoded, [0, 2]).labels).toBeNull();
  });

  it('may hold an example twice, and none that is not there', () => {
    expect(batchOf(encoded, [0, 0]).indices).toEqual(Int32Array.of(0, 0));
    expect(() => batchOf(encoded, [4])).toThrow('Example 4 is not in a set of 4');
  });
});

it('batches hold each example of an order once, in that order, the last batch being smaller', () => {
  const batches = [...batchesOf(encoded, [3, 0, 2], 2)];
  expect(batches.map((batch) => [...batch.indices])).toEqual([[3, 0], [2]]);
  expect(batches.map((batch) => batch.tokens)).toEqual([6, 4]);
  expect([...batchesOf(encoded, [], 2)]).toEqual([]);
});
