import { rankRows } from '@stillhouse/api/leaderboard/rank-rows.ts';
import type { LeaderboardRow } from '@stillhouse/prisma/leaderboard/leaderboard.ts';
import { expect, test } from 'vitest';

const row = (title: string, means: (number | null)[]) =>
  ({
    title,
    rowDigest: title,
    average: null,
    cells: means.map((mean) => ({ main: { mean } })),
  }) as LeaderboardRow;

test('an undefined score neither counts for a row without a rank nor pulls it down', () => {
  const rows = [row('one low', [0.4]), row('one high, one undefined', [0.6, null]), row('two', [0.1, 0.1])];
  expect(rankRows(rows).map(({ title }) => title)).toEqual(['two', 'one high, one undefined', 'one low']);
  expect(rankRows([row('a', [null, null]), row('b', [0.2])]).map(({ title }) => title)).toEqual(['b', 'a']);
});
