import { sweepTable } from '@stillhouse/trainer/command/table/sweep-table.ts';
import type { StudentScore } from '@stillhouse/trainer/stage/summary.ts';
import { expect, it } from 'vitest';

const student = (change: Partial<StudentScore>): StudentScore => ({
  ...{ objective: 'kd', seed: 1, dataset: 'dev_matched', score: 'accuracy' },
  ...{ alone: 0.6, neighborsOnly: 0.5, fused: 0.6, ...change },
});
const diagnostic = { dataset: 'diagnostic', score: 'matthews' } as const;

it('the table of a sweep ranks each dataset by its own score: AX’s correlation is not among accuracies', () => {
  const table = sweepTable([
    {
      point: { 'student.layers': 2 },
      students: [student({}), student({ fused: 0.62, seed: 2 }), student({ ...diagnostic, fused: 0.1 })],
    },
    {
      point: { 'student.layers': 4 },
      students: [student({ alone: 0.5, fused: 0.7 }), student({ ...diagnostic, alone: 0.2, fused: 0.05 })],
    },
  ]);
  expect(table).toBe(
    `
dev_matched: accuracy × 100
                       seeds        alone   with retrieval
──────────────────────────────────────────────────────────
kd  student.layers=4       1         50.0             70.0
kd  student.layers=2       2   60.0 ± 0.0       61.0 ± 1.4

diagnostic: matthews × 100
                       seeds   alone   with retrieval
─────────────────────────────────────────────────────
kd  student.layers=2       1    60.0             10.0
kd  student.layers=4       1    20.0              5.0`.trim(),
  );
});
