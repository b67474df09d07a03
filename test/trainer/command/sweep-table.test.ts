import { sweepTable } from '@stillhouse/trainer/command/table/sweep-table.ts';
import type { StudentScore } from '@stillhouse/trainer/stage/summary.ts';
import { expect, it } from 'vitest';

const student = (change: Partial<StudentScore>): StudentScore => ({
  ...{ objective: 'kd', rankedBy: 'STUDENT', seed: 1, dataset: 'dev_matched', score: 'accuracy' },
  ...{ alone: 0.6, neighborsOnly: 0.5, fused: 0.6, gainPValue: null, latency: null, ...change },
});
const diagnostic = { dataset: 'diagnostic', score: 'matthews' } as const;

it('the table of a sweep ranks each dataset by its own score: AX’s correlation is not among accuracies', () => {
  const table = sweepTable([
    {
      point: { 'student.layers': 2 },
      students: [student({}), student({ fused: 0.62, seed: 2 }), student({ ...diagnostic, alone: 0.1 })],
    },
    {
      point: { 'student.layers': 4 },
      students: [student({ alone: 0.65, fused: 0.5 }), student({ ...diagnostic, alone: 0.2 })],
    },
  ]);
  expect(table).toBe(
    `
dev_matched: accuracy × 100
                       seeds        alone   with retrieval   ranked by
──────────────────────────────────────────────────────────────────────
kd  student.layers=4       1         65.0             50.0       alone
kd  student.layers=2       2   60.0 ± 0.0       61.0 ± 1.4       alone

diagnostic: matthews × 100
                       seeds   alone   with retrieval   ranked by
─────────────────────────────────────────────────────────────────
kd  student.layers=4       1    20.0             60.0       alone
kd  student.layers=2       1    10.0             60.0       alone`.trim(),
  );
});

it('the table of a sweep ranks ReAugKD with retrieval and KD alone, and undefined figures last', () => {
  const reaugkd = { objective: 'reaugkd', rankedBy: 'FUSED', score: 'mean of pearson and spearman' } as const;
  const point = (layers: number) => ({ 'student.layers': layers });
  const table = sweepTable([
    { point: point(1), students: [student({ ...reaugkd, alone: null, fused: null })] },
    { point: point(2), students: [student({ ...reaugkd, alone: null, fused: -0.2 })] },
    {
      point: point(3),
      students: [student({ ...reaugkd, objective: 'kd', rankedBy: 'STUDENT', alone: -0.1 })],
    },
    {
      point: point(4),
      students: [student({ ...reaugkd, fused: 0.3 }), student({ ...reaugkd, fused: null })],
    },
  ]);
  expect(table.split('\n').slice(3)).toEqual([
    'reaugkd  student.layers=4       2   60.0 ± 0.0    30.0 (1 of 2)   with retrieval',
    'kd  student.layers=3            1        −10.0             60.0            alone',
    'reaugkd  student.layers=2       1            –            −20.0   with retrieval',
    'reaugkd  student.layers=1       1            –                –   with retrieval',
  ]);
});
