import { type EvaluationFigures, mainResult } from '@stillhouse/web/run/main-result.ts';
import { expect, test } from 'vitest';

const sst2 = { id: 'sst2', scores: ['accuracy'] };
const mnli = { id: 'mnli', scores: ['accuracy'] };
const ax = { id: 'ax', scores: ['matthews'] };

function evaluation(
  id: string,
  {
    dataset,
    ...more
  }: Partial<Omit<EvaluationFigures, 'dataset'>> & { dataset?: Partial<EvaluationFigures['dataset']> } = {},
): EvaluationFigures {
  return {
    id,
    finishedAt: '2026-01-01T00:00:00Z',
    policy: null,
    split: 'DEV',
    dataset: { digest: dataset?.name ?? 'dev', name: 'dev', complete: true, task: sst2, ...dataset },
    score: 0.7,
    gain: null,
    ...more,
  };
}

test('the exact search speaks for a run, not HNSW and not the student alone', () => {
  const result = mainResult(
    [
      evaluation('alone'),
      evaluation('exact', { policy: { search: 'EXACT' }, score: 0.72, gain: { gain: 0.02, pValue: 0.04 } }),
      evaluation('hnsw', { policy: { search: 'HNSW' }, score: 0.71 }),
    ],
    'sst2',
  );
  expect(result).toEqual({
    score: 'accuracy',
    value: 0.72,
    gain: 0.02,
    pValue: 0.04,
    complete: true,
    datasets: [{ name: 'dev', task: 'sst2', value: 0.72 }],
    others: [],
  });
});

test('a run evaluated without retrieval shows its own score and no gain', () => {
  expect(mainResult([evaluation('alone')], 'sst2')).toMatchObject({ value: 0.7, gain: null });
});

test('what is not finished, or was only searched by HNSW, is not shown as a result', () => {
  expect(mainResult([], 'sst2')).toBeNull();
  expect(mainResult([evaluation('a', { finishedAt: null })], 'sst2')).toBeNull();
  expect(mainResult([evaluation('b', { policy: { search: 'HNSW' } })], 'sst2')).toBeNull();
});

test('MNLI is the mean of its two dev sets, and AX, whenever it was scored, stands apart', () => {
  const matched = evaluation('m', {
    dataset: { name: 'dev_matched', task: mnli },
    score: 0.8,
    gain: { gain: 0.02, pValue: 0.01 },
  });
  const mismatched = evaluation('mm', {
    dataset: { name: 'dev_mismatched', task: mnli },
    score: 0.7,
    gain: { gain: -0.01, pValue: 0.5 },
  });
  const diagnostic = evaluation('ax', {
    split: 'TEST',
    dataset: { name: 'diagnostic', task: ax },
    score: 0.2,
    gain: { gain: 0.1, pValue: 0.5 },
  });
  for (const order of [
    [matched, mismatched, diagnostic],
    [diagnostic, matched, mismatched],
  ]) {
    const result = mainResult(order, 'mnli');
    expect(result?.value).toBeCloseTo(0.75, 12);
    expect(result?.gain).toBeCloseTo(0.005, 12);
    expect(result).toMatchObject({
      score: 'accuracy',
      pValue: null,
      datasets: [
        { name: 'dev_matched', value: 0.8 },
        { name: 'dev_mismatched', value: 0.7 },
      ],
      others: [{ name: 'diagnostic', task: 'ax', value: 0.2 }],
    });
  }
  expect(mainResult([diagnostic], 'mnli')).toMatchObject({ score: 'matthews', value: 0.2 });
});

test('a task of one’s own shows dev, and its test file besides', () => {
  const result = mainResult(
    [evaluation('dev'), evaluation('test', { split: 'TEST', dataset: { name: 'test' }, score: 0.9 })],
    'sst2',
  );
  expect(result).toMatchObject({ value: 0.7, others: [{ name: 'test', value: 0.9 }] });
});

test('a score on a part of the split says so, and gives way to one on the whole', () => {
  const part = evaluation('part', { dataset: { name: 'dev[:100]', complete: false }, score: 0.9 });
  expect(mainResult([part], 'sst2')).toMatchObject({ complete: false, value: 0.9 });
  expect(mainResult([part, evaluation('whole')], 'sst2')).toMatchObject({ complete: true, value: 0.7 });
});
