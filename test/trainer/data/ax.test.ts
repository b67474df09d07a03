import { join } from 'node:path';
import { loadData } from '@stillhouse/trainer/data/load-data.ts';
import { resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import { expect, it } from 'vitest';
import { folderOf } from './folder-of.ts';

const rows = (count: number) =>
  Array.from(
    { length: count },
    (_, i) => `premise ${i}\thypothesis ${i}\t${['entailment', 'neutral', 'contradiction'][i % 3]}`,
  );
const mnli = (count: number) => `sentence1\tsentence2\tgold_label\n${rows(count).join('\n')}\n`;
const files = {
  'MNLI/train.tsv': mnli(30),
  'MNLI/dev_matched.tsv': mnli(6),
  'MNLI/dev_mismatched.tsv': mnli(9),
};
const diagnostic =
  'Lexical Semantics\tLogic\tDomain\tPremise\tHypothesis\tLabel\n\tNegation\tNews\tA cat.\tNo cat.\tcontradiction\n';

it('MNLI is reported on both of its dev sets, and its models on AX where the labels of AX are there', async () => {
  const { data } = await resolveRecipe({ task: 'mnli', recipe: 'tiny' });
  const without = await loadData(data, await folderOf(files));
  expect(without.dev.map(({ name, examples }) => [name, examples.length])).toEqual([
    ['dev_matched', 6],
    ['dev_mismatched', 9],
  ]);
  const folder = await folderOf({ ...files, 'diagnostic/diagnostic-full.tsv': diagnostic });
  for (const given of [folder, join(folder, 'MNLI')]) {
    const sets = (await loadData(data, given)).dev;
    expect(sets.map(({ name }) => name)).toEqual(['dev_matched', 'dev_mismatched', 'diagnostic']);
    expect(sets[2]).toMatchObject({
      task: { id: 'ax', scores: ['matthews'], averaged: false },
      split: 'TEST',
      examples: [{ texts: ['A cat.', 'No cat.'], label: 2 }],
    });
  }
});

it('AX cannot be trained on', async () => {
  const { data } = await resolveRecipe({ task: 'ax', recipe: 'tiny' });
  await expect(loadData(data, await folderOf(files))).rejects.toThrow(
    /AX has no training examples.*MNLI models/,
  );
});
