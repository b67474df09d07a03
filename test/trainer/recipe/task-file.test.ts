import { join } from 'node:path';
import { pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import { formatRecipe } from '@stillhouse/trainer/recipe/format.ts';
import { resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import { describe, expect, it } from 'vitest';
import { folderOf } from '../data/folder-of.ts';

const text = `
id: reviews
title: Film reviews
kind: classification
labels: [bad, good]
scores: [accuracy]
columns: { texts: [review], label: verdict }
format: csv
files: { train: train.csv, dev: dev.csv }
`;

describe('--task FILE', () => {
  it('makes a recipe that carries the task with it, and is read again as it was printed', async () => {
    const folder = await folderOf({ 'reviews.yaml': text });
    const recipe = await resolveRecipe({ task: join(folder, 'reviews.yaml'), recipe: 'tiny' });
    expect(recipe.data.task).toMatchObject({ id: 'reviews', delimiter: ',', files: { test: null } });
    const printed = await folderOf({ 'mine.yaml': formatRecipe(recipe) });
    expect(await resolveRecipe({ recipe: join(printed, 'mine.yaml') })).toEqual(recipe);
    expect(pipeline.parse(recipe)).toEqual(recipe);
  });

  it('is refused with every fault by its field', async () => {
    const folder = await folderOf({
      'bad.yaml': text.replace('[bad, good]', '[bad]').replace('format: csv', 'format: xml'),
    });
    const bad = resolveRecipe({ task: join(folder, 'bad.yaml'), recipe: 'tiny' });
    await expect(bad).rejects.toThrow(/bad\.yaml is not valid\.\n {2}format: /);
    await expect(resolveRecipe({ task: 'nowhere.yaml', recipe: 'tiny' })).rejects.toThrow(
      /nowhere\.yaml cannot be read \(ENOENT\)/,
    );
  });

  it('written out in a recipe has its faults said by their paths there', async () => {
    const folder = await folderOf({ 'reviews.yaml': text });
    const request = { task: join(folder, 'reviews.yaml'), recipe: 'tiny' };
    await expect(resolveRecipe({ ...request, set: ['data.task.kind=guess'] })).rejects.toThrow(
      /data\.task\.kind: must be one of classification, regression/,
    );
    await expect(resolveRecipe({ ...request, set: ['data.task.lables=[a]'] })).rejects.toThrow(
      /data\.task\.lables: unknown key; did you mean data\.task\.labels/,
    );
    await expect(resolveRecipe({ task: 'rto', recipe: 'tiny' })).rejects.toThrow(
      /data\.task: .*did you mean rte/,
    );
  });
});
