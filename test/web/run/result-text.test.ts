import { otherResults, resultText } from '@stillhouse/web/run/result-text.ts';
import { expect, test } from 'vitest';

const evaluation = (
  id: string,
  name: string,
  task: string,
  value: number | null,
  search: string | null = null,
) => ({
  id,
  dataset: { digest: name, name, task: { id: task } },
  result: { value },
  finishedAt: '2026-01-01T00:00:00Z',
  policy: search === null ? null : { search },
});
const matched = evaluation('m', 'dev_matched', 'mnli', 0.801);
const mismatched = evaluation('mm', 'dev_mismatched', 'mnli', 0.792);

test('a run’s figure names the datasets it is of, and those that were scored besides', () => {
  const ax = evaluation('ax', 'diagnostic', 'ax', 0.203, 'EXACT');
  const others = otherResults(
    [matched, mismatched],
    [matched, evaluation('h', 'diagnostic', 'ax', 0.1, 'HNSW'), ax],
  );
  expect(resultText([matched, mismatched], others)).toBe(
    'dev_matched 80.1, dev_mismatched 79.2; also: diagnostic (ax) 20.3',
  );
});

test('an undefined score stays undefined, and what is under way or searched by HNSW alone is left out', () => {
  const constant = evaluation('c', 'dev', 'stsb', null);
  expect(resultText([constant], [])).toBe('dev –');
  const unfinished = { ...evaluation('u', 'test', 'mnli', 0.5), finishedAt: null };
  expect(otherResults([matched], [unfinished, evaluation('h', 'other', 'mnli', 0.5, 'HNSW')])).toEqual([]);
});
