import { partsNote } from '@stillhouse/web/leaderboard/cell-parts.ts';
import { expect, test } from 'vitest';

const part = (dataset: string, score: string, mean: number) => ({ dataset, score, mean, sd: null });

test('a task of one score on one dataset has nothing more to say', () => {
  expect(partsNote({ score: 'accuracy', parts: [part('dev', 'accuracy', 0.7)] })).toBeNull();
});

test('of two scores the one that does not rank is said by its name', () => {
  const f1 = [part('dev', 'f1', 0.9), part('dev', 'accuracy', 0.85)];
  expect(partsNote({ score: 'f1', parts: f1 })).toBe('acc 85.0');
  const correlations = [part('dev', 'pearson', 0.8), part('dev', 'spearman', 0.79)];
  expect(partsNote({ score: 'pearson', parts: correlations })).toBe('ρ 79.0');
});

test('MNLI says both of its dev sets, of which its figure is the mean', () => {
  const parts = [part('dev_matched', 'accuracy', 0.821), part('dev_mismatched', 'accuracy', 0.828)];
  expect(partsNote({ score: 'accuracy', parts })).toBe('m 82.1, mm 82.8');
});

test('several scores on several datasets are said by both', () => {
  const parts = [part('a', 'f1', 0.5), part('a', 'accuracy', 0.6), part('b', 'f1', 0.7)];
  expect(partsNote({ score: 'f1', parts })).toBe('a F1 50.0, a acc 60.0, b F1 70.0');
});
