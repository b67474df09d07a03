import { storageText } from '@stillhouse/web/knowledge-base/storage-text.ts';
import { logPlace, rangeText, variantPoints } from '@stillhouse/web/knowledge-base/variant-points.ts';
import { describe, expect, it } from 'vitest';

const base = { id: 'a', name: 'memory', method: null, size: 100, bytes: '2000', keyBytes: 400 };

describe('variants of a knowledge base', () => {
  it('are points where they have a result on the dataset', () => {
    const result = {
      dataset: { digest: 'dev' },
      ...{ fused: 0.75, neighborsOnly: 0.65, students: 2, k: [4, 16], temperature: [0.1], beta: [0] },
    };
    const other = { ...result, dataset: { digest: 'other' }, fused: 0.1 };
    const points = variantPoints(
      [
        { ...base, results: [other, result] },
        { ...base, id: 'b', results: [other] },
      ],
      'dev',
    );
    expect(points).toEqual([
      {
        ...{ id: 'a', name: 'memory', method: null, rows: 100, bytes: 2000, keyBytes: 400 },
        ...{ fused: 0.75, neighborsOnly: 0.65, students: 2, k: [4, 16], temperature: [0.1], beta: [0] },
      },
    ]);
    expect([[4, 16], [4, 8, 16], [0.1], []].map(rangeText)).toEqual(['4–16', '4–16', '0.1', '']);
  });

  it('stand on a logarithmic axis', () => {
    expect([1, 10, 100].map((value) => logPlace(value, 1, 100))).toEqual([0, 0.5, 1]);
    expect(logPlace(5, 5, 5)).toBe(0.5);
  });

  it('say how their keys are kept', () => {
    expect(storageText('HALFVEC', null)).toBe('half precision');
    expect(storageText('BINARY', 100)).toBe('signs, 100 ranked again');
  });
});
