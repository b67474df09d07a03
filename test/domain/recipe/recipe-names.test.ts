import { recipeDiff } from '@stillhouse/domain/recipe/recipe-diff.ts';
import { recipeNames } from '@stillhouse/domain/recipe/recipe-names.ts';
import { describe, expect, test } from 'vitest';

const title = 'ReAugKD 1×32 from 2×64';
interface Fields {
  learningRate?: number;
  epochs?: number;
  teacher?: number;
  from?: string | null;
}
const config = ({ learningRate = 0.001, epochs = 3, teacher = 0.001, from = null }: Fields = {}) => ({
  kind: 'student',
  encoder: { from, layers: 1, training: { learningRate, epochs } },
  teacher: { encoder: { training: { learningRate: teacher } } },
});
const named = (digest: string, fields: Fields = {}, of = title) => ({
  digest,
  title: of,
  config: config(fields),
});

describe('recipes that are shown together', () => {
  test('have their titles where these differ', () => {
    expect(recipeNames([named('a'), named('b', {}, 'KD 1×32 from 2×64')])).toEqual([
      title,
      'KD 1×32 from 2×64',
    ]);
  });

  test('are told apart by what differs, in a few characters', () => {
    expect(recipeNames([named('a'), named('b', { learningRate: 3e-4 })])).toEqual([
      `${title}, lr 1e-3`,
      `${title}, lr 3e-4`,
    ]);
    expect(recipeNames([named('a'), named('b', { from: 'google/bert_uncased_L-2_H-128_A-2' })])).toEqual([
      `${title}, start none`,
      `${title}, start …t_uncased_L-2_H-128_A-2`,
    ]);
  });

  test('by one field where one suffices, the teacher’s named as such', () => {
    const names = recipeNames([
      named('a', { teacher: 0.1, epochs: 3 }),
      named('b', { teacher: 0.2, epochs: 3 }),
      named('c', { teacher: 0.3, epochs: 5 }),
    ]);
    expect(names).toEqual([
      `${title}, teacher lr 0.1`,
      `${title}, teacher lr 0.2`,
      `${title}, teacher lr 0.3`,
    ]);
  });

  test('by two where one does not', () => {
    const names = recipeNames([
      named('a'),
      named('b', { epochs: 5 }),
      named('c', { learningRate: 0.01 }),
      named('d', { learningRate: 0.01, epochs: 5 }),
    ]);
    expect(names[3]).toBe(`${title}, lr 0.01, epochs 5`);
    expect(new Set(names).size).toBe(4);
  });

  test('by as many as it takes, however many fields differ', () => {
    const wide = Array.from({ length: 8 }, (_, i) => ({
      digest: `digest ${i}`,
      title,
      config: { x: i & 1, y: (i >> 1) & 1, z: (i >> 2) & 1, same: 1 },
    }));
    const names = recipeNames(wide);
    expect(new Set(names).size).toBe(8);
    expect(names[5]).toBe(`${title}, x 1, y 0, z 1`);
  });

  test('by their digest where no field tells them apart, and a recipe that is there twice has one name', () => {
    const names = recipeNames([named('1234567890'), named('abcdefghij'), named('1234567890')]);
    expect(names).toEqual([`${title} (12345678)`, `${title} (abcdefgh)`, `${title} (12345678)`]);
  });
});

test('two recipes differ in the fields whose values differ, one that is missing among them', () => {
  expect(recipeDiff({ a: { b: 1, c: [1, 2] }, d: null }, { a: { b: 2, c: [1, 2] }, e: 'x' })).toEqual([
    { path: 'a.b', here: 1, there: 2 },
    { path: 'd', here: null, there: undefined },
    { path: 'e', here: undefined, there: 'x' },
  ]);
  expect(recipeDiff(config(), config())).toEqual([]);
});
