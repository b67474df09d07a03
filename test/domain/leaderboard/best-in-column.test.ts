import { markBest } from '@stillhouse/domain/leaderboard/best-in-column.ts';
import { type BoardCell, type BoardColumn, cellOf } from '@stillhouse/domain/leaderboard/cell.ts';
import { expect, test } from 'vitest';

const column: BoardColumn = {
  key: 'rte',
  task: 'rte',
  scores: ['accuracy'],
  datasets: 1,
  baseline: 0.5,
  averaged: true,
};

function cell(values: (number | null)[], complete = true): BoardCell | undefined {
  const runs = values.map((value, seed) => ({
    run: `run ${seed}`,
    seed,
    finishedAt: seed,
    teacher: null,
    datasets: [
      {
        dataset: 'dev',
        complete,
        predictor: 'STUDENT' as const,
        retrieves: false,
        gainPValue: null,
        gainTest: null,
        scores: [['accuracy', value, null, null] as const],
      },
    ],
  }));
  return cellOf(column, runs, () => null) ?? undefined;
}

test('the highest mean is the best; one that a Welch test over seeds cannot tell from it is tied', () => {
  const marks = markBest([
    cell([0.7, 0.72, 0.71]),
    cell([0.69, 0.73, 0.7]),
    cell([0.5, 0.51, 0.52]),
    undefined,
  ]);
  expect(marks.map((mark) => mark && [mark.best, mark.tied])).toEqual([
    [true, false],
    [false, true],
    [false, false],
    null,
  ]);
  expect(marks[1]?.pValue).toBeGreaterThan(0.05);
  expect(marks[2]?.pValue).toBeLessThan(0.05);
});

test('with one seed nothing can be tested: tied, and untested', () => {
  expect(markBest([cell([0.9]), cell([0.5, 0.6])])[1]).toEqual({ best: false, tied: true, pValue: null });
});

test('seeds that all score the same tell nothing apart: one example more is no proof of being better', () => {
  const [best, other] = markBest([cell([0.577, 0.577, 0.577]), cell([0.563, 0.563, 0.563])]);
  expect(best?.best).toBe(true);
  expect(other).toEqual({ best: false, tied: true, pValue: null });
});

test('incomplete and undefined cells take no part, and a single contender is not the best of anything', () => {
  expect(markBest([cell([0.7]), cell([0.9], false), cell([null])])).toEqual([null, null, null]);
  const marks = markBest([cell([0.7]), cell([0.9], false), cell([0.6])]);
  expect(marks.map((mark) => mark?.best ?? null)).toEqual([true, null, false]);
});

test('equal means share the mark of the best', () => {
  expect(markBest([cell([0.7]), cell([0.7])]).map((mark) => mark?.best)).toEqual([true, true]);
});
