import { type EvaluationFigures, mainResult } from '@stillhouse/web/run/main-result.ts';
import { expect, test } from 'vitest';

function evaluation(id: string, more: Partial<EvaluationFigures> = {}): EvaluationFigures {
  return {
    id,
    finishedAt: '2026-01-01T00:00:00Z',
    policy: null,
    dataset: { complete: true },
    scores: [{ predictor: 'STUDENT', name: 'accuracy', value: 0.7 }],
    ...more,
  };
}
const fused = [
  { predictor: 'STUDENT', name: 'accuracy', value: 0.7 },
  { predictor: 'FUSED', name: 'accuracy', value: 0.72 },
] as const;

test('the exact search speaks for a run, not HNSW and not the student alone', () => {
  const result = mainResult(
    [
      evaluation('alone'),
      evaluation('exact', { policy: { search: 'EXACT' }, scores: fused, gain: { gain: 0.02, pValue: 0.04 } }),
      evaluation('hnsw', { policy: { search: 'HNSW' }, scores: fused }),
    ],
    'accuracy',
  );
  expect(result).toMatchObject({
    evaluation: 'exact',
    predictor: 'FUSED',
    value: 0.72,
    gain: 0.02,
    pValue: 0.04,
  });
});

test('a run evaluated without retrieval shows its own score and no gain', () => {
  expect(mainResult([evaluation('alone')], 'accuracy')).toMatchObject({ value: 0.7, gain: null });
});

test('a teacher shows its own score', () => {
  const scores = [{ predictor: 'TEACHER', name: 'accuracy', value: 0.9 }] as const;
  expect(mainResult([evaluation('teacher', { scores })], 'accuracy')?.value).toBe(0.9);
});

test('what is not finished, or was only searched by HNSW, is not shown as a result', () => {
  expect(mainResult([evaluation('a', { finishedAt: null })], 'accuracy')).toBeNull();
  expect(mainResult([evaluation('b', { policy: { search: 'HNSW' }, scores: fused })], 'accuracy')).toBeNull();
});

test('the ranking score is taken where there are several', () => {
  const scores = [
    { predictor: 'STUDENT', name: 'accuracy', value: 0.8 },
    { predictor: 'STUDENT', name: 'f1', value: 0.85 },
  ] as const;
  expect(mainResult([evaluation('a', { scores })], 'f1')).toMatchObject({ name: 'f1', value: 0.85 });
});
