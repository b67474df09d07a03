import { runFilter, runOrder } from '@stillhouse/web/run/run-filters.ts';
import { expect, test } from 'vitest';

const nothing = {
  status: null,
  kind: null,
  task: '',
  objective: '',
  q: '',
  sort: 'CREATED_AT',
  direction: 'DESC',
} as const;

test('an address that says nothing asks for all runs, newest first', () => {
  expect(runFilter(nothing)).toBeNull();
  expect(runOrder(nothing)).toEqual([{ by: 'CREATED_AT', direction: 'DESC' }]);
});

test('what the address says narrows the list, all of it together', () => {
  expect(runFilter({ ...nothing, status: 'RUNNING', task: 'rte', q: 'tiny' })).toEqual({
    status: { eq: 'RUNNING' },
    task: { eq: 'rte' },
    name: { contains: 'tiny' },
  });
});
