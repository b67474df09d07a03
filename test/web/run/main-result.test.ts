import { type EvaluationFigures, mainResult } from '@stillhouse/web/run/main-result.ts';
import { expect, test } from 'vitest';

function evaluation(id: string, more: Partial<EvaluationFigures> = {}): EvaluationFigures {
  return {
    id,
    finishedAt: '2026-01-01T00:00:00Z',
    policy: null,
    dataset: { complete: true },
    score: 0.7,
    gain: null,
    ...more,
  };
}

test('the exact search speaks for a run, not HNSW and not the student alone', () => {
  const result = mainResult([
    evaluation('alone'),
    evaluation('exact', { policy: { search: 'EXACT' }, score: 0.72, gain: { gain: 0.02, pValue: 0.04 } }),
    evaluation('hnsw', { policy: { search: 'HNSW' }, score: 0.71 }),
  ]);
  expect(result).toEqual({ evaluation: 'exact', value: 0.72, gain: 0.02, pValue: 0.04, complete: true });
});

test('a run evaluated without retrieval shows its own score and no gain', () => {
  expect(mainResult([evaluation('alone')])).toMatchObject({ value: 0.7, gain: null });
});

test('what is not finished, or was only searched by HNSW, is not shown as a result', () => {
  expect(mainResult([evaluation('a', { finishedAt: null })])).toBeNull();
  expect(mainResult([evaluation('b', { policy: { search: 'HNSW' } })])).toBeNull();
});

test('a score on a part of the split says so', () => {
  expect(mainResult([evaluation('a', { dataset: { complete: false } })])?.complete).toBe(false);
});
