import { tieText } from '@stillhouse/web/leaderboard/tie-text.ts';
import { expect, test } from 'vitest';

test('a tie with the best rests on a test and names its p-value, or says that there was none', () => {
  expect(tieText({ isBest: true, tiedWithBest: false, tiePValue: null })).toBe('Highest mean of its column');
  expect(tieText({ isBest: false, tiedWithBest: true, tiePValue: 0.3 })).toContain(
    'p = 0.30 in a Welch t test',
  );
  expect(tieText({ isBest: false, tiedWithBest: true, tiePValue: null })).toMatch(/^Not tested/);
  expect(tieText({ isBest: false, tiedWithBest: false, tiePValue: 0.01 })).toBeNull();
});
