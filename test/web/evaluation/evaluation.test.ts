import { outcomes } from '@stillhouse/domain/retrieval/outcome.ts';
import { outcomeLook, outcomeTotal } from '@stillhouse/web/evaluation/outcome.ts';
import { policyText } from '@stillhouse/web/evaluation/policy-text.ts';
import { scoredPredictors, scoreRows } from '@stillhouse/web/evaluation/score-rows.ts';
import { expect, test } from 'vitest';

test('every outcome has a word and a shape of its own', () => {
  const looks = outcomes.map(outcomeLook);
  expect(new Set(looks.map((look) => look.title)).size).toBe(4);
  expect(new Set(looks.map((look) => look.shape)).size).toBe(4);
  expect(outcomeTotal({ bothRight: 1, helped: 2, hurt: 3, bothWrong: 4 })).toBe(10);
});

test('a policy is named in a line, without the noise of 32-bit floats', () => {
  expect(policyText(null)).toBe('without retrieval');
  expect(
    policyText({ k: 16, temperature: 0.05000000074505806, beta: 0.5, search: 'EXACT', efSearch: null }),
  ).toBe('exact, K 16, τ 0.05, β 0.5');
  expect(policyText({ k: 8, temperature: 0.1, beta: 1, search: 'HNSW', efSearch: 40 })).toBe(
    'HNSW 40, K 8, τ 0.1, β 1',
  );
});

test('scores of one name are on one row, with an undefined one as null', () => {
  expect(
    scoreRows(
      [
        { predictor: 'STUDENT', name: 'f1', value: 0.8 },
        { predictor: 'STUDENT', name: 'pearson', value: null },
        { predictor: 'FUSED', name: 'f1', value: 0.9 },
      ],
      'STUDENT',
    ),
  ).toEqual([
    { name: 'f1', values: { STUDENT: 0.8, FUSED: 0.9 } },
    { name: 'pearson', values: { STUDENT: null } },
  ]);
});

test('the scores of a teacher’s run are the teacher’s, and only what was scored has a column', () => {
  const rows = scoreRows([{ predictor: 'STUDENT', name: 'accuracy', value: 0.94 }], 'TEACHER');
  expect(rows).toEqual([{ name: 'accuracy', values: { TEACHER: 0.94 } }]);
  expect(scoredPredictors(rows)).toEqual(['TEACHER']);
});
