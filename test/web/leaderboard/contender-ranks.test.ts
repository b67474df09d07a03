import { contenderRanks } from '@stillhouse/web/leaderboard/contender-ranks.ts';
import { expect, test } from 'vitest';

test('ranks begin at 1 without the teachers, equal rows share one, and rows without a rank have none', () => {
  const rows = [
    { id: 'd', rank: 6 },
    { id: 'a', rank: 2 },
    { id: 'b', rank: 4 },
    { id: 'c', rank: 4 },
    { id: 'partial', rank: null },
  ];
  expect([...contenderRanks(rows)].sort()).toEqual([
    ['a', 1],
    ['b', 2],
    ['c', 2],
    ['d', 4],
  ]);
});
