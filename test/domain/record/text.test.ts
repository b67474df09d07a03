import { isStorable, storableBeginning } from '@stillhouse/domain/record/text.ts';
import { expect, it } from 'vitest';

it('tells a text that Postgres keeps from one with NUL or half a surrogate pair', () => {
  for (const text of ['', 'plain', 'ünï 😀 漢', '\u0001\ufffd']) expect(isStorable(text), text).toBe(true);
  for (const text of ['a\0b', '\ud83d', 'x\ude00y']) expect(isStorable(text)).toBe(false);
});

it('cuts a text without leaving half a character, and replaces what cannot be kept', () => {
  expect(storableBeginning('ab😀', 3)).toBe('ab\ufffd');
  expect(storableBeginning('ab😀', 4)).toBe('ab😀');
  expect(storableBeginning('a\0b', 10)).toBe('a\ufffdb');
});
