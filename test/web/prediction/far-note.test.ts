import { farNote } from '@stillhouse/web/prediction/far-note.ts';
import { expect, test } from 'vitest';

test('a neighbor below the evaluation’s bound is called far away, with both figures', () => {
  expect(farNote(0.08, 0.2913)).toMatch(/^Nearest neighbor is far away: retrieval had little to go on\./);
  expect(farNote(0.08, 0.2913)).toContain('0.0800');
  expect(farNote(0.08, 0.2913)).toContain('0.2913');
});

test('nothing is said of a near neighbor, of none, and without a bound', () => {
  expect(farNote(0.3, 0.2913)).toBeNull();
  expect(farNote(undefined, 0.2913)).toBeNull();
  expect(farNote(0.08, null)).toBeNull();
});
