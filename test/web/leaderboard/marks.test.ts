import { markColumn } from '@stillhouse/web/leaderboard/marks.ts';
import { expect, test } from 'vitest';

const cell = (mean: number, sd: number | null = 0.01, complete = true) => ({ mean, sd, complete });

test('the highest mean is best, and those within its standard deviation are marked', () => {
  expect(markColumn([cell(0.7), cell(0.695), cell(0.68)])).toEqual(['best', 'within', 'none']);
});

test('a score on a subset is never marked and never decides what is best', () => {
  expect(markColumn([cell(0.9, 0.01, false), cell(0.7), cell(0.5)])).toEqual(['none', 'best', 'none']);
});

test('a missing cell takes no part', () => {
  expect(markColumn([undefined, cell(0.7), cell(0.6)])).toEqual(['none', 'best', 'none']);
});

test('with a single seed there is no deviation and nothing is within it', () => {
  expect(markColumn([cell(0.7, null), cell(0.6999, null)])).toEqual(['best', 'none']);
});

test('equal means are both best, and a lone score is not called best', () => {
  expect(markColumn([cell(0.7), cell(0.7)])).toEqual(['best', 'best']);
  expect(markColumn([cell(0.7), undefined])).toEqual(['none', 'none']);
});
