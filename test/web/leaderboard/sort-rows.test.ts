import type { BoardCell, BoardRow } from '@stillhouse/web/leaderboard/columns.ts';
import { figureColumns, figureNotes, latencyOf, meanRetention } from '@stillhouse/web/leaderboard/columns.ts';
import { naturalDirection, sortRows } from '@stillhouse/web/leaderboard/sort-rows.ts';
import { expect, test } from 'vitest';

function cell(column: string, mean: number | null, more: Partial<BoardCell> = {}): BoardCell {
  const unknown = {
    ...{ sd: null, other: null, neighborsOnly: null, neighborsOnlySd: null, majorityBaseline: null },
    ...{ retrievalGain: null, retention: null, retentionSd: null, tiePValue: null },
  };
  return {
    ...unknown,
    column,
    score: 'accuracy',
    predictor: 'STUDENT',
    ...{ n: 1, undefinedRuns: 0, isBest: false, tiedWithBest: false, belowBaseline: false },
    mean,
    best: mean,
    complete: true,
    parts: [],
    runs: [],
    ...more,
  };
}

function row(id: string, cells: BoardCell[], more: Partial<BoardRow> = {}): BoardRow {
  return {
    id,
    label: id,
    kind: 'STUDENT',
    rank: null,
    objective: null,
    average: null,
    parameters: null,
    knowledgeBaseSize: null,
    knowledgeBaseBytes: null,
    knowledgeBaseKeyBytes: null,
    averageSd: null,
    recipe: { digest: id },
    latency: null,
    cells,
    ...more,
  };
}
const order = (rows: readonly BoardRow[]) => rows.map(({ id }) => id).join('');

test('rows without a value stand last in both directions', () => {
  const rows = [row('a', []), row('b', [cell('rte', 0.6)]), row('c', [cell('rte', 0.7)])];
  expect(order(sortRows(rows, 'task:rte', 'DESC', ['rte']))).toBe('cba');
  expect(order(sortRows(rows, 'task:rte', 'ASC', ['rte']))).toBe('bca');
});

test('equal rows keep their order', () => {
  const rows = [row('a', [], { rank: 1 }), row('b', [], { rank: 1 }), row('c', [], { rank: 0 })];
  expect(order(sortRows(rows, 'rank', 'ASC', []))).toBe('cab');
});

test('large integers that travel as strings are compared as numbers', () => {
  const rows = [row('a', [], { parameters: '9000000' }), row('b', [], { parameters: '110000000' })];
  expect(order(sortRows(rows, 'parameters', 'ASC', []))).toBe('ab');
});

test('what costs starts with the cheapest, a score with the best', () => {
  expect(naturalDirection('knowledgeBase')).toBe('ASC');
  expect(naturalDirection('task:rte')).toBe('DESC');
});

test('retention is averaged only over all tasks of the board, each on its whole split', () => {
  const tasks = ['rte', 'cola'];
  const both = [cell('rte', 0.6, { retention: 0.9 }), cell('cola', 0.4, { retention: 0.8 })];
  expect(meanRetention(row('a', both), tasks)?.mean).toBeCloseTo(0.85);
  expect(meanRetention(row('a', [cell('rte', 0.6, { retention: 0.9, retentionSd: 0.02 })]), ['rte'])).toEqual(
    {
      mean: 0.9,
      sd: 0.02,
    },
  );
  expect(meanRetention(row('b', both.slice(0, 1)), tasks)).toBeNull();
  expect(
    meanRetention(row('c', [both[0]!, cell('cola', 0.4, { retention: 0.8, complete: false })]), tasks),
  ).toBeNull();
});

test('an undefined mean takes no part in an order', () => {
  const rows = [
    row('a', [cell('stsb', null)]),
    row('b', [cell('stsb', -0.03)]),
    row('c', [cell('stsb', 0.5)]),
  ];
  expect(order(sortRows(rows, 'task:stsb', 'DESC', []))).toBe('cba');
  expect(order(sortRows(rows, 'task:stsb', 'ASC', []))).toBe('bca');
});

test('a latency that was not taken on a quiet machine is shown and not ranked', () => {
  const timed = (id: string, quiet: boolean | null, studentP50: number) =>
    row(id, [], { latency: { studentP50, retrievalP50: null, quiet } });
  const rows = [timed('a', false, 1), timed('b', true, 30), timed('c', true, 20), timed('d', null, 2)];
  expect(order(sortRows(rows, 'latency', 'ASC', []))).toBe('cbad');
  expect(
    figureColumns([])
      .find(({ key }) => key === 'latency')
      ?.text(rows[0]!),
  ).toBe('1.0');
});

test('a recipe that is ranked by the student alone does not pay for retrieval', () => {
  const costs = {
    latency: { studentP50: 1, retrievalP50: 3, quiet: true },
    ...{ knowledgeBaseSize: 100, knowledgeBaseBytes: 5000, knowledgeBaseKeyBytes: 3000 },
  };
  const [alone, fused] = [
    row('kd', [cell('rte', 0.6)], costs),
    row('reaugkd', [cell('rte', 0.6, { predictor: 'FUSED' })], costs),
  ];
  expect([alone, fused].map(latencyOf)).toEqual([1, 3]);
  const bytes = figureColumns([]).find(({ key }) => key === 'knowledgeBase');
  expect([alone, fused].map((each) => bytes?.value(each))).toEqual([null, 5000]);
  expect(figureNotes('knowledgeBase', fused)).toEqual(['keys 3.0 kB', '100 entries']);
});
