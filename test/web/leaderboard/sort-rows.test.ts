import type { BoardCell, BoardRow } from '@stillhouse/web/leaderboard/columns.ts';
import { meanRetention } from '@stillhouse/web/leaderboard/columns.ts';
import { naturalDirection, sortRows } from '@stillhouse/web/leaderboard/sort-rows.ts';
import { expect, test } from 'vitest';

function cell(task: string, mean: number, more: Partial<BoardCell> = {}): BoardCell {
  const unknown = {
    sd: null,
    alone: null,
    aloneSd: null,
    neighborsOnly: null,
    gain: null,
    gainSd: null,
    retention: null,
  };
  return {
    ...unknown,
    task,
    score: 'accuracy',
    n: 1,
    seeds: [1],
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
  expect(meanRetention(row('a', both), tasks)).toBeCloseTo(0.85);
  expect(meanRetention(row('b', both.slice(0, 1)), tasks)).toBeNull();
  expect(
    meanRetention(row('c', [both[0]!, cell('cola', 0.4, { retention: 0.8, complete: false })]), tasks),
  ).toBeNull();
});
