import { rankingScore, scoresOf } from '@stillhouse/domain/score/scores-of.ts';
import { taskById, tasks } from '@stillhouse/domain/task/task.ts';
import { expect, it } from 'vitest';

it('gives a task every score it has, in its order, as fractions', () => {
  const [gold, predicted] = [
    [1, 1, 0, 0],
    [1, 0, 0, 0],
  ];
  expect(scoresOf(taskById('mrpc'), gold, predicted)).toEqual([
    { name: 'f1', value: 2 / 3 },
    { name: 'accuracy', value: 0.75 },
  ]);
  expect(scoresOf(taskById('cola'), gold, predicted)).toEqual([
    { name: 'matthews', value: 4 / Math.sqrt(48) },
  ]);
});

it.each([
  ['cola', 'matthews'],
  ['sst2', 'accuracy'],
  ['mrpc', 'f1'],
  ['qqp', 'f1'],
  ['mnli', 'accuracy'],
])('ranks %s by %s', (task, score) => {
  expect(rankingScore(taskById(task))).toBe(score);
});

it('names classes in the order of the ids that GLUE gives them', () => {
  const labels = Object.fromEntries(tasks.map((task) => [task.id, task.labels]));
  expect(labels).toMatchObject({
    cola: ['unacceptable', 'acceptable'],
    sst2: ['negative', 'positive'],
    mrpc: ['not_equivalent', 'equivalent'],
    qqp: ['not_duplicate', 'duplicate'],
    mnli: ['entailment', 'neutral', 'contradiction'],
    qnli: ['entailment', 'not_entailment'],
    rte: ['entailment', 'not_entailment'],
    wnli: ['not_entailment', 'entailment'],
  });
});

it('names the tasks there are where one is unknown', () => {
  expect(() => taskById('rtee')).toThrow(/Unknown task "rtee".*rte, wnli/);
});
