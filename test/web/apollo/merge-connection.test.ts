import { mergeConnection } from '@stillhouse/web/apollo/merge-connection.ts';
import { expect, test } from 'vitest';

function page(ids: string, hasNextPage: boolean) {
  return { edges: [...ids].map((id) => ({ id })), pageInfo: { endCursor: ids.at(-1) ?? null, hasNextPage } };
}
const merge = (
  existing: ReturnType<typeof page> | undefined,
  incoming: ReturnType<typeof page>,
  after?: string,
) => mergeConnection(existing, incoming, after, (edge) => edge.id);
const ids = (connection: ReturnType<typeof page>) => connection.edges.map((edge) => edge.id).join('');

test('a next page is appended, and a row that moved onto it meanwhile is not shown twice', () => {
  const merged = merge(page('abc', true), page('cde', false), 'c');
  expect(ids(merged)).toBe('abcde');
  expect(merged.pageInfo).toEqual({ endCursor: 'e', hasNextPage: false });
});

test('a first page fetched again brings new rows and keeps the later pages', () => {
  const merged = merge(page('abcdef', true), page('xab', true));
  expect(ids(merged)).toBe('xabcdef');
  expect(merged.pageInfo.endCursor).toBe('f');
});

test('a row that left the first page is gone', () => {
  expect(ids(merge(page('abcdef', true), page('acd', true)))).toBe('acdef');
});

test('a first page that shares nothing with the list replaces it', () => {
  expect(ids(merge(page('abc', true), page('xyz', true)))).toBe('xyz');
});

test('a first page that is the whole list leaves nothing of the old one', () => {
  expect(ids(merge(page('abcdef', false), page('ab', false)))).toBe('ab');
});

test('the first answer stands as it came', () => {
  const incoming = page('ab', false);
  expect(merge(undefined, incoming)).toBe(incoming);
});
