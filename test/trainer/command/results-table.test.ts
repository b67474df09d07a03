import { taskById } from '@stillhouse/domain/task/task.ts';
import { resultsTable } from '@stillhouse/trainer/command/table/results-table.ts';
import type { StudentScore, Summary } from '@stillhouse/trainer/stage/summary.ts';
import { expect, it } from 'vitest';

const latency = (studentP50: number, quiet: boolean) => ({
  ...{ studentP50, studentP95: 9, retrievalP50: studentP50 + 1, retrievalP95: 9 },
  ...{ load: quiet ? 0 : 0.7, quiet },
});
const student = (change: Partial<StudentScore>): StudentScore => ({
  ...{ objective: 'kd', rankedBy: 'STUDENT', seed: 1, dataset: 'dev', score: 'mean of f1 and accuracy' },
  ...{ alone: 0.7, neighborsOnly: 0.5, fused: 0.75, gainPValue: 0.5, latency: latency(1, true), ...change },
});
const reaugkd = { objective: 'reaugkd', rankedBy: 'FUSED' } as const;

const summary = (students: StudentScore[]): Summary => ({
  task: taskById('mrpc'),
  datasets: [{ name: 'dev', score: 'mean of f1 and accuracy', baseline: 0.748 }],
  teacher: {
    seed: 1,
    scores: [
      { dataset: 'dev', score: 'f1', value: 0.9 },
      { dataset: 'dev', score: 'accuracy', value: 0.86 },
    ],
  },
  students,
  failed: [],
});
const linesOf = (students: StudentScore[]) => resultsTable(summary(students)).split('\n');

it('the table of a training shows teacher, majority class, and objectives ranked by the prediction they are meant for', () => {
  expect(
    linesOf([
      student({}),
      student({ seed: 2, alone: 0.72 }),
      student({ ...reaugkd, alone: 0.6, fused: 0.8, gainPValue: 0.01 }),
    ]),
  ).toEqual([
    'MRPC, dev: mean of f1 and accuracy × 100',
    '                 runs        alone   neighbors only   with retrieval        ranked by           gain       p   retrieval   ms alone   ms with',
    expect.stringMatching(/^─+$/),
    'teacher             1         88.0',
    'majority class                74.8',
    'reaugkd             1         60.0             50.0             80.0   with retrieval        +20.0 †   0.010       helps       1.00      2.00',
    expect.stringMatching(
      /^kd +2 +71\.0 ± 1\.4 +50\.0 ± 0\.0 +75\.0 ± 0\.0 +alone +\+4\.0 ± 1\.4 † +0\.\d+ +undecided/,
    ),
    '† student alone no better than the majority-class baseline (74.8): the gain means little.',
  ]);
});

it('a verdict on retrieval rests on a test, never on the mean alone', () => {
  const gains = (pValue: number | null) =>
    linesOf([student({ alone: 0.8, fused: 0.9, gainPValue: pValue })]).find((line) => line.startsWith('kd'));
  expect(gains(0.2)).toMatch(/ \+10\.0 +0\.20 +undecided /);
  expect(gains(null)).toMatch(/ \+10\.0 +– +undecided /);
  expect(gains(0.03)).toMatch(/ \+10\.0 +0\.030 +helps /);
});

it('latency taken under load is marked, and left out where a quiet machine was measured', () => {
  const both = linesOf([student({ latency: latency(50, false) }), student({ seed: 2 })]);
  expect(both.find((line) => line.startsWith('kd'))).toMatch(/ 1\.00 +2\.00$/);
  const busy = linesOf([student({ alone: 0.8, latency: latency(50, false) })]);
  expect(busy.find((line) => line.startsWith('kd'))).toMatch(/ 50\.00 \* +51\.00 \*$/);
  expect(busy.at(-1)).toContain('* measured while the machine was busy');
});

it('undefined scores are shown as –, and take no part in means', () => {
  const line = linesOf([student({ alone: null }), student({ seed: 2, alone: 0.8 })]).find((each) =>
    each.startsWith('kd'),
  );
  expect(line).toMatch(/^kd +2 +80\.0 \(1 of 2\) /);
});
