import { type LineageNode, nodeHeight, placeLineage } from '@stillhouse/web/run/lineage.ts';
import { expect, test } from 'vitest';

const node = (id: string): LineageNode => ({
  id,
  kind: 'student',
  title: id,
  note: '',
  href: `/${id}`,
  current: false,
});

test('every column is joined with the next one that has nodes', () => {
  const { edges } = placeLineage([[node('teacher')], [], [node('a'), node('b')]]);
  expect(edges).toEqual([
    ['teacher', 'a'],
    ['teacher', 'b'],
  ]);
});

test('a shorter column stands at the middle of the tallest, and nodes never overlap', () => {
  const { nodes, height } = placeLineage([[node('teacher')], [node('a'), node('b'), node('c')]]);
  const [teacher, a, b] = nodes;
  expect((teacher?.y ?? 0) + nodeHeight / 2).toBeCloseTo(height / 2);
  expect((b?.y ?? 0) - (a?.y ?? 0)).toBeGreaterThan(nodeHeight);
});

test('nothing takes no room', () => {
  expect(placeLineage([[], []])).toEqual({ nodes: [], edges: [], width: 0, height: 0 });
});
