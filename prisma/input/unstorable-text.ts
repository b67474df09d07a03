import { isStorable } from '@stillhouse/domain/record/text.ts';

/** Paths of all texts in a value, keys included, that Postgres does not keep as they are. */
export function unstorableText(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value === 'string') return isStorable(value) ? [] : [[...path]];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) =>
    isStorable(key) ? unstorableText(member, [...path, key]) : [[...path, key]],
  );
}
