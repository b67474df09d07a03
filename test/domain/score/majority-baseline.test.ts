import { gainOverSeeds } from '@stillhouse/domain/leaderboard/gain-over-seeds.ts';
import { majorityBaseline, majorityFigure } from '@stillhouse/domain/score/majority-baseline.ts';
import { scoresOf } from '@stillhouse/domain/score/scores-of.ts';
import { taskById } from '@stillhouse/domain/task/task.ts';
import { expect, test } from 'vitest';

/** MRPC's dev set: 129 not equivalent, 279 equivalent. */
const mrpc = [129, 279];

test('is what the most frequent class scores if it is predicted throughout', () => {
  const task = taskById('mrpc');
  const gold = mrpc.flatMap((count, label) => new Array<number>(count).fill(label));
  const constant = gold.map(() => 1);
  expect(majorityBaseline(task, mrpc)).toEqual(scoresOf(task, gold, constant));
  expect(majorityBaseline(task, mrpc).map(({ value }) => value?.toFixed(4))).toEqual(['0.8122', '0.6838']);
  expect(majorityFigure(task, mrpc)).toBeCloseTo((0.8122 + 0.6838) / 2, 4);
});

test('of two scores is the better mean of one constant, not the best of each', () => {
  // QQP: most are no duplicates, yet calling all of them duplicates has the better mean of F1 and accuracy.
  const qqp = [25545, 14885];
  expect(majorityFigure(taskById('qqp'), qqp)).toBeCloseTo(
    ((2 * 14885) / (14885 + 40430) + 14885 / 40430) / 2,
    12,
  );
});

test('is 0 for Matthews, and undefined for correlations and without labels', () => {
  expect(majorityFigure(taskById('cola'), [322, 721])).toBe(0);
  expect(majorityBaseline(taskById('stsb'), null)).toEqual([
    { name: 'pearson', value: null },
    { name: 'spearman', value: null },
  ]);
  expect(majorityFigure(taskById('rte'), null)).toBeNull();
});

test('a gain of students that do not beat it is marked', () => {
  const run = (alone: number, fused: number) => ({
    run: 'run',
    seed: 1,
    finishedAt: 0,
    teacher: null,
    datasets: [
      {
        dataset: 'dev',
        complete: true,
        predictor: 'STUDENT' as const,
        retrieves: true,
        gainPValue: 0.01,
        gainTest: 'mcnemar',
        scores: [['accuracy', alone, fused, fused] as const],
      },
    ],
  });
  expect(gainOverSeeds([run(0.6838, 0.72)], ['accuracy'], 0.6838)).toMatchObject({
    belowBaseline: true,
    verdict: 'HELPS',
  });
  expect(gainOverSeeds([run(0.7, 0.72)], ['accuracy'], 0.6838)).toMatchObject({ belowBaseline: false });
  expect(gainOverSeeds([run(0.7, 0.72)], ['accuracy'], null)).toMatchObject({ belowBaseline: false });
});
