import { indexText } from '@stillhouse/web/knowledge-base/index-text.ts';
import { keysText } from '@stillhouse/web/knowledge-base/keys-text.ts';
import { methodTitle } from '@stillhouse/web/knowledge-base/method.ts';
import { storageText } from '@stillhouse/web/knowledge-base/storage-text.ts';
import { logPlace, rangeText, variantPoints } from '@stillhouse/web/knowledge-base/variant-points.ts';
import { describe, expect, it } from 'vitest';

const base = {
  id: 'a',
  name: 'memory',
  method: null,
  size: 100,
  bytes: '2000',
  keyBytes: 400,
  indexed: true,
};

describe('variants of a knowledge base', () => {
  it('are points where they have a result on the dataset', () => {
    const result = {
      dataset: { digest: 'dev' },
      ...{ alone: 0.7, fused: 0.75, neighborsOnly: 0.65, students: 2 },
      ...{ k: [4, 16], temperature: [0.1], beta: [0] },
    };
    const other = { ...result, dataset: { digest: 'other' }, fused: 0.1 };
    const points = variantPoints(
      [
        { ...base, results: [other, result] },
        { ...base, id: 'c', method: 'HERDING', settings: { keep: 0.2 }, results: [result] },
        { ...base, id: 'b', results: [other] },
      ],
      'dev',
    );
    expect(points).toEqual([
      {
        ...{ id: 'a', name: 'memory', method: null, keep: null, rows: 100, bytes: 2000, keyBytes: 400 },
        ...{ indexed: true, alone: 0.7, fused: 0.75, neighborsOnly: 0.65, students: 2 },
        ...{ k: [4, 16], temperature: [0.1], beta: [0] },
      },
      expect.objectContaining({ id: 'c', method: 'HERDING', keep: 0.2 }),
    ]);
    expect(methodTitle('HERDING', 0.2)).toBe('herding, 20 %');
    expect([[4, 16], [4, 8, 16], [0.1], []].map(rangeText)).toEqual(['4–16', '4–16', '0.1', '']);
  });

  it('stand on a logarithmic axis', () => {
    expect([1, 10, 100].map((value) => logPlace(value, 1, 100))).toEqual([0, 0.5, 1]);
    expect(logPlace(5, 5, 5)).toBe(0.5);
  });

  it('say whose embeddings their keys are, and how they are kept and searched', () => {
    expect(storageText('HALFVEC', null)).toBe('half precision');
    expect(storageText('BINARY', 100)).toBe('signs, 100 ranked again');
    expect(keysText({})).toBe('the teacher, projected');
    expect(keysText({ blackBox: { keys: 'student' } })).toBe('the student');
    expect(keysText({ blackBox: { keys: 'owner/name' } })).toBe('a third encoder, owner/name');
    expect(indexText(null)).toBe('exact scan');
    expect(indexText({ connectivity: 16, efConstruction: 200 })).toBe(
      'HNSW index, m 16, ef_construction 200',
    );
  });
});
