import { otherRecipes } from '@stillhouse/web/recipe/other-recipes.ts';
import { recipeTree, typeOf } from '@stillhouse/web/recipe/recipe-tree.ts';
import { expect, test } from 'vitest';

const here = {
  data: { task: 'rte' },
  encoder: { layers: 1, training: { learningRate: 3e-4 } },
  kind: 'student',
};
const there = {
  data: { task: 'rte' },
  encoder: { layers: 1, training: { learningRate: 1e-3 }, dropout: 0.1 },
  kind: 'student',
};

test('only fields that differ are shown, below the groups they belong to', () => {
  expect(recipeTree(here, there, true)).toEqual([
    { path: 'encoder', name: 'encoder', depth: 0, values: null },
    { path: 'encoder.training', name: 'training', depth: 1, values: null },
    {
      ...{ path: 'encoder.training.learningRate', name: 'learningRate', depth: 2 },
      values: { here: 3e-4, there: 1e-3, differs: true },
    },
    {
      ...{ path: 'encoder.dropout', name: 'dropout', depth: 1 },
      values: { here: undefined, there: 0.1, differs: true },
    },
  ]);
});

test('all fields keep the recipe’s order, and nothing differs without another recipe', () => {
  const lines = recipeTree(here, undefined, false);
  expect(lines.map(({ path }) => path)).toEqual([
    ...[
      'data',
      'data.task',
      'encoder',
      'encoder.layers',
      'encoder.training',
      'encoder.training.learningRate',
    ],
    'kind',
  ]);
  expect(lines.some(({ values }) => values?.differs)).toBe(false);
});

test('a missing field differs from null, and each value has a type', () => {
  expect(recipeTree({ kind: 'a', from: null }, { kind: 'a' }, true)).toHaveLength(1);
  expect([1, 'a', true, null, [1], undefined].map(typeOf)).toEqual([
    ...['number', 'string', 'boolean', 'null', 'list', 'not set'],
  ]);
});

test('a recipe is offered once to compare with, and never itself', () => {
  expect(otherRecipes([{ digest: 'a' }, { digest: 'b' }, { digest: 'b' }], 'a')).toEqual([{ digest: 'b' }]);
});
