import { chooseLayers } from '@stillhouse/trainer/model/choose-layers.ts';
import { expect, it } from 'vitest';

it.each([
  ['first', 6, 12, [0, 1, 2, 3, 4, 5]],
  ['last', 3, 12, [9, 10, 11]],
  ['evenly-spaced', 6, 12, [0, 2, 4, 6, 8, 10]],
  ['evenly-spaced', 4, 12, [0, 3, 6, 9]],
  ['evenly-spaced', 5, 12, [0, 2, 4, 7, 9]],
  ['evenly-spaced', 3, 3, [0, 1, 2]],
  [[0, 7, 11], 3, 12, [0, 7, 11]],
] as const)('%j of %i layers takes of %i the layers %j', (choice, count, available, layers) => {
  expect(chooseLayers(choice, count, available)).toEqual(layers);
});

it('more layers than there are, and a layer that is not there, are refused', () => {
  expect(() => chooseLayers('first', 4, 3)).toThrow('4 layers cannot be taken from 3');
  expect(() => chooseLayers([0, 3], 2, 3)).toThrow('no layer 3: they go from 0 to 2');
});
