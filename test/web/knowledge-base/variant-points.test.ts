import { storageText } from '@stillhouse/web/knowledge-base/storage-text.ts';
import { logPlace, variantPoints } from '@stillhouse/web/knowledge-base/variant-points.ts';
import { describe, expect, it } from 'vitest';

const evaluation = (run: string, fused: number, change: object = {}) => ({
  policy: { search: 'EXACT' },
  run: { id: run },
  dataset: { digest: 'dev' },
  fused,
  neighborsOnly: fused - 0.1,
  ...change,
});
const base = { id: 'a', name: 'memory', method: null, size: 100, bytes: '2000', keyBytes: 400 };

describe('variants of a knowledge base', () => {
  it('are points at the mean score of the runs that were evaluated exactly on the dataset', () => {
    const evaluations = [
      evaluation('one', 0.7),
      evaluation('two', 0.8),
      evaluation('two', 0.1, { policy: { search: 'HNSW' } }),
      evaluation('two', 0.1, { dataset: { digest: 'other' } }),
      evaluation('three', 0.1, { fused: null }),
    ];
    const [point, ...rest] = variantPoints(
      [
        { ...base, evaluations },
        { ...base, id: 'b', evaluations: [] },
      ],
      'dev',
    );
    expect(rest).toEqual([]);
    expect(point).toMatchObject({ id: 'a', method: null, rows: 100, bytes: 2000, keyBytes: 400, runs: 2 });
    expect(point?.fused).toBeCloseTo(0.75, 12);
    expect(point?.neighborsOnly).toBeCloseTo(0.65, 12);
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
