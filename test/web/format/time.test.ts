import { elapsed, formatAgo, formatDuration } from '@stillhouse/web/format/time.ts';
import { expect, test } from 'vitest';

const now = Date.parse('2026-03-07T12:00:00Z');

test('durations use the two units that matter', () => {
  expect(formatDuration(800)).toBe('0.8 s');
  expect(formatDuration(42_900)).toBe('42 s');
  expect(formatDuration(192_000)).toBe('3 min 12 s');
  expect(formatDuration(3_840_000)).toBe('1 h 04 min');
  expect(formatDuration(183_600_000)).toBe('2 d 3 h');
  expect(formatDuration(null)).toBe('–');
});

test('a run that goes on is measured to now, a finished one to its end, one not begun not at all', () => {
  expect(elapsed('2026-03-07T11:59:00Z', null, now)).toBe(60_000);
  expect(elapsed('2026-03-07T11:00:00Z', '2026-03-07T11:00:05Z', now)).toBe(5000);
  expect(elapsed(null, null, now)).toBeNull();
});

test('what is long ago is given by its date', () => {
  expect(formatAgo('2026-03-07T11:59:55Z', now)).toBe('just now');
  expect(formatAgo('2026-03-07T11:56:00Z', now)).toBe('4 min ago');
  expect(formatAgo('2026-03-05T12:00:00Z', now)).toBe('2 d ago');
  expect(formatAgo('2025-12-01T12:00:00Z', now)).toBe('2025-12-01');
});
