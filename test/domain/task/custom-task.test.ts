import { customTask, taskOf } from '@stillhouse/domain/task/custom-task.ts';
import { describe, expect, it } from 'vitest';

const reviews = {
  id: 'reviews',
  title: 'Film reviews',
  kind: 'classification',
  labels: ['bad', 'good'],
  scores: ['accuracy', 'f1'],
  columns: { texts: ['review'], label: 'stars' },
  format: 'csv',
  files: { train: 'train.csv', dev: 'dev.csv' },
};
const ratings = { ...reviews, kind: 'regression', labels: [], range: [1, 10], scores: ['pearson'] };
const faults = (task: unknown) =>
  customTask.safeParse(task).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('a task file', () => {
  it('says a task that goes as those that come with Stillhouse', () => {
    expect(taskOf(customTask.parse(reviews))).toEqual({
      id: 'reviews',
      title: 'Film reviews',
      kind: 'classification',
      texts: 1,
      labels: ['bad', 'good'],
      range: null,
      scores: ['accuracy', 'f1'],
      synthetic: false,
      benchmark: 'custom',
      averaged: true,
    });
    const pair = { ...ratings, columns: { texts: ['a', 'b'], label: 'stars' } };
    expect(taskOf(customTask.parse(pair))).toMatchObject({ kind: 'regression', texts: 2, range: [1, 10] });
    expect(taskOf('rte').title).toBe('RTE');
  });

  it.each([
    [{ ...reviews, id: 'rte' }, 'id: is the id of a task that comes with Stillhouse'],
    [{ ...reviews, id: 'Film Reviews' }, 'id: must be lower-case letters'],
    [{ ...reviews, labels: ['bad'] }, 'labels: a classification needs at least two'],
    [{ ...reviews, labels: ['bad', 'bad'] }, 'labels: a classification needs at least two different labels'],
    [{ ...reviews, range: [0, 1] }, 'range: must be omitted for a classification'],
    [{ ...reviews, scores: ['pearson'] }, 'scores: a classification supports accuracy, f1, matthews'],
    [{ ...reviews, labels: ['a', 'b', 'c'] }, 'scores: f1 needs exactly two classes'],
    [{ ...ratings, range: [5, 5] }, 'range: a regression needs its lowest and highest score'],
    [{ ...ratings, labels: ['bad', 'good'] }, 'labels: must be empty for a regression'],
    [{ ...ratings, scores: ['accuracy'] }, 'scores: a regression supports pearson, spearman'],
    [{ ...reviews, columns: { texts: ['a', 'b', 'c'], label: 'd' } }, 'columns.texts: '],
    [{ ...reviews, colums: {} }, ': Unrecognized key: "colums"'],
  ])('is refused with the path of what is wrong %#', (task, fault) => {
    expect(faults(task)).toEqual(expect.arrayContaining([expect.stringContaining(fault)]));
  });
});
