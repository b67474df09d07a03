import { tunedTable } from '@stillhouse/trainer/command/table/tuned-table.ts';
import type { TunedAgain } from '@stillhouse/trainer/stage/knowledge-base/tune-again.ts';
import { expect, it } from 'vitest';

const policy = { k: 1, temperature: 1, beta: 0.5 };
const student = (run: string, dataset = 'dev') =>
  ({
    ...{ run, dataset, policy, alone: 0.5, neighborsOnly: 0.5, fused: 0.5, gainPValue: 1 },
    before: { policy, fused: 0.5 },
  }) as TunedAgain;

it('students appear by name, seeds in the order of their numbers', () => {
  const runs = ['kd/seed-10', 'reaugkd/seed-1', 'kd/seed-2', 'kd/seed-1'].map((run) => student(run));
  const names = tunedTable(runs)
    .split('\n')
    .slice(3)
    .map((line) => line.split(' ')[0]);
  expect(names).toEqual(['kd/seed-1', 'kd/seed-2', 'kd/seed-10', 'reaugkd/seed-1']);
});
