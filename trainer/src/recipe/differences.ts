import { isPatch } from './merge.ts';

/** Where two configurations differ, a line for each field: `student.layers: 2 before, 3 now`. */
export function differences(before: unknown, now: unknown, path: readonly string[] = []): string[] {
  if (isPatch(before) && isPatch(now)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
    return keys.flatMap((key) => differences(before[key], now[key], [...path, key]));
  }
  const [was, is] = [JSON.stringify(before), JSON.stringify(now)];
  return was === is ? [] : [`${path.join('.')}: ${was ?? 'nothing'} before, ${is ?? 'nothing'} now`];
}
