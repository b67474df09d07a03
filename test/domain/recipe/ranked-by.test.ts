import { objectivePapers } from '@stillhouse/domain/recipe/objective-paper.ts';
import { rankedBy } from '@stillhouse/domain/recipe/ranked-by.ts';
import { expect, test } from 'vitest';

test('of all objectives ReAugKD alone is ranked with retrieval', () => {
  const fused = Object.keys(objectivePapers).filter(
    (name) => rankedBy('STUDENT', { name }, true) === 'FUSED',
  );
  expect(fused).toEqual(['reaugkd']);
});

test('a sum is, if one of its terms is', () => {
  const sum = (...names: string[]) => ({
    name: 'sum',
    terms: names.map((name) => ({ objective: { name } })),
  });
  expect(rankedBy('STUDENT', sum('kd', 'rkd'), true)).toBe('STUDENT');
  expect(rankedBy('STUDENT', sum('kd', 'reaugkd'), true)).toBe('FUSED');
});

test('without retrieval the student alone ranks, and a teacher always by itself', () => {
  expect(rankedBy('STUDENT', { name: 'reaugkd' }, false)).toBe('STUDENT');
  expect(rankedBy('EXTERNAL', null, false)).toBe('STUDENT');
  expect(rankedBy('EXTERNAL', null, true)).toBe('FUSED');
  expect(rankedBy('TEACHER', null, true)).toBe('TEACHER');
});
