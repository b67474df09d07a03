import { latencyNote, loadText } from '@stillhouse/web/evaluation/latency-note.ts';
import { expect, test } from 'vitest';

test('only a latency from a machine known to be quiet goes without a mark', () => {
  expect(latencyNote({ load: 0.02, quiet: true })).toBeNull();
  expect(latencyNote({ load: 0.85, quiet: false })).toContain('other work used 85 % of the processors');
  expect(latencyNote({ load: null, quiet: null })).toMatch(/^The load of the machine was not recorded/);
});

test('the load is named with the latency', () => {
  expect(loadText({ load: 0.02, quiet: true })).toBe('2 % other work');
  expect(loadText({ load: 0.85, quiet: false })).toBe('85 % other work, busy');
  expect(loadText({ load: null, quiet: null })).toBe('not recorded');
});
