import { expect, it } from 'vitest';
import { type Cell, tableOf } from '../../scripts/demo/results-table.ts';

const cell = (change: Partial<Cell>): Cell => ({
  ...{
    task: 'synthetic-sentiment',
    n: 3,
    mean: 0.8,
    sd: 0.01,
    predictor: 'STUDENT',
    alone: 0.8,
    aloneSd: 0.01,
  },
  ...{
    neighborsOnly: 0.4,
    neighborsOnlySd: 0.2,
    gain: 0.1,
    gainSd: 0.02,
    retention: 0.9,
    belowBaseline: false,
  },
  ...{ majorityBaseline: 0.5, other: { mean: 0.9, sd: 0.03 } },
  ...{ retrievalGain: { verdict: 'UNDECIDED', pValue: 0.3, belowBaseline: false }, ...change },
});

it('the demo shows what each recipe is ranked by, the other prediction next to it, and the teacher as teacher', () => {
  const fused = { predictor: 'FUSED', mean: 0.7, sd: 0.02, alone: 0.6, aloneSd: null, other: null };
  const table = tableOf([
    { label: 'KD 1×32', kind: 'STUDENT', cells: [cell({})] },
    {
      label: 'ReAugKD 1×32',
      kind: 'STUDENT',
      cells: [cell({ ...fused, retrievalGain: { verdict: 'HELPS', pValue: 0.01, belowBaseline: false } })],
    },
    {
      label: 'teacher 2×64',
      kind: 'TEACHER',
      cells: [cell({ predictor: 'TEACHER', n: 1, mean: 0.95, sd: null, alone: null, gain: null })],
    },
  ]);
  const cells = table.split('\n').map((line) => line.split(/ {2,}/));
  expect(cells.slice(2)).toEqual([
    [
      'synthetic-sentiment',
      'KD 1×32',
      '3',
      '80.0 ± 1.0',
      '40.0 ± 20.0',
      '90.0 ± 3.0',
      'alone',
      '+10.0 ± 2.0',
      'undecided',
      '90.0',
    ],
    [
      'synthetic-sentiment',
      'ReAugKD 1×32',
      '3',
      '60.0',
      '40.0 ± 20.0',
      '70.0 ± 2.0',
      'with retrieval',
      '+10.0 ± 2.0',
      'helps',
      '90.0',
    ],
    ['synthetic-sentiment', 'teacher 2×64', '1', '95.0', '–', '–', 'alone', '–', '–', '–'],
    ['Majority-class baseline: synthetic-sentiment 50.0; † marks students no better than it.'],
  ]);
});

it('the demo marks the gain of students that are no better than the majority class, and shows undefined figures as –', () => {
  // With retrieval they are above it: the gain is marked all the same.
  const fused = { predictor: 'FUSED', mean: 0.55, alone: 0.45, belowBaseline: false };
  const below = cell({ ...fused, retrievalGain: { verdict: 'HELPS', pValue: 0.01, belowBaseline: true } });
  const table = tableOf([
    { label: 'ReAugKD', kind: 'STUDENT', cells: [below] },
    { label: 'KD', kind: 'STUDENT', cells: [cell({ mean: null, sd: null, gain: null, retention: null })] },
  ]);
  expect(table).toContain('+10.0 ± 2.0 †');
  expect(table.split('\n')[3]?.split(/ {2,}/).slice(2)).toEqual([
    '3',
    '–',
    '40.0 ± 20.0',
    '90.0 ± 3.0',
    'alone',
    '–',
    'undecided',
    '–',
  ]);
});
