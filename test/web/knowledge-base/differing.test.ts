import { differing } from '@stillhouse/web/knowledge-base/differing.ts';
import { expect, test } from 'vitest';

test('what only one search found is marked in its list', () => {
  const { extra, shared } = differing(['a', 'b', 'c'], ['c', 'a', 'd']);
  expect([...extra]).toEqual(['b']);
  expect(shared).toBe(2);
});
