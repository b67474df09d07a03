import { canonicalJson } from '@stillhouse/domain/recipe/canonical.ts';
import { rowRecipe } from '@stillhouse/domain/recipe/leaderboard-row.ts';
import { pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import { studentRecipe, teacherRecipe } from '@stillhouse/domain/recipe/run-recipe.ts';
import { describe, expect, it } from 'vitest';
import { aPipeline, withChange } from './a-pipeline.ts';

describe('canonical JSON', () => {
  it('is the same however keys were ordered, at any depth', () => {
    const text = canonicalJson({ b: { y: [1, { q: 1, p: 2 }], x: null }, a: 'é"' });
    expect(text).toBe('{"a":"é\\"","b":{"x":null,"y":[1,{"p":2,"q":1}]}}');
    expect(canonicalJson({ a: 'é"', b: { x: null, y: [1, { p: 2, q: 1 }] } })).toBe(text);
  });

  it('orders keys by character code, not by language or by number', () => {
    expect(canonicalJson({ a: 1, B: 2, _: 3, 10: 4, 9: 5 })).toBe('{"10":4,"9":5,"B":2,"_":3,"a":1}');
  });

  it('keeps the order of lists and the difference between null and nothing', () => {
    expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
    expect(canonicalJson({ a: undefined, b: null })).toBe('{"b":null}');
  });

  it('writes numbers as JSON does', () => {
    expect(canonicalJson([3e-4, 1, 1.0, -0, 1e21])).toBe('[0.0003,1,1,0,1e+21]');
  });
});

describe('the recipe of a run', () => {
  const recipe = pipeline.parse(aPipeline);
  const [fineTune, kd] = recipe.objectives;

  it("holds the teacher's recipe and one objective, and nothing of the others", () => {
    expect(studentRecipe(recipe, kd!)).toMatchObject({
      kind: 'student',
      objective: kd,
      encoder: recipe.student,
      teacher: { encoder: recipe.teacher, head: recipe.head },
    });
    expect(canonicalJson(studentRecipe(recipe, kd!))).not.toContain('reaugkd');
    expect(canonicalJson(studentRecipe(recipe, kd!))).not.toBe(
      canonicalJson(studentRecipe(recipe, fineTune!)),
    );
  });

  it('of a teacher holds nothing of the student, so that students of all shapes share it', () => {
    const other = pipeline.parse(withChange(['student', 'layers'], 1));
    expect(canonicalJson(teacherRecipe(other))).toBe(canonicalJson(teacherRecipe(recipe)));
  });
});

describe("a leaderboard row's recipe", () => {
  const rowOf = (value: unknown) => {
    const recipe = pipeline.parse(value);
    return canonicalJson(rowRecipe(studentRecipe(recipe, recipe.objectives[2]!)));
  };

  it('is one for all tasks, and for the sequence length that fits each', () => {
    const cola = { ...aPipeline, data: { ...aPipeline.data, task: 'cola', maxTokens: 32 } };
    expect(rowOf(cola)).toBe(rowOf(aPipeline));
  });

  it.each([
    [['student', 'layers'], 1],
    [['data', 'heldOut'], 0.2],
    [['data', 'limit', 'train'], 100],
    [['teacher', 'training', 'epochs'], 4],
  ])('is another for another %s', (path, value) => {
    expect(rowOf(withChange(path, value))).not.toBe(rowOf(aPipeline));
  });

  it('leaves a recipe without a data section, such as an imported one, as it is', () => {
    expect(rowRecipe({ kind: 'external', data: 'unknown' })).toEqual({ kind: 'external', data: 'unknown' });
    expect(rowRecipe({ data: { task: 'rte', maxTokens: 64, note: 'x' } })).toEqual({ data: { note: 'x' } });
  });
});
