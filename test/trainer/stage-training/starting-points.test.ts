import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkpointSource } from '@stillhouse/domain/recipe/checkpoint-source.ts';
import type { Pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import { resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import { describeCheckpoint, findStartingPoints } from '@stillhouse/trainer/stage/starting-points.ts';
import { describe, expect, it } from 'vitest';

const bert = fileURLToPath(new URL('../../fixtures/checkpoints/bert', import.meta.url));
const recipeWith = (...set: string[]): Promise<Pipeline> =>
  resolveRecipe({ task: 'synthetic-sentiment', recipe: 'tiny', set });
const checkpoints = fileURLToPath(new URL('../../fixtures/checkpoints', import.meta.url));
const noHub = { fetchModel: () => Promise.reject(new Error('The Hub was asked.')), checkpoints };

describe('where a checkpoint is', () => {
  it.each([
    ['/data/bert', { kind: 'folder', path: '/data/bert' }],
    ['./bert', { kind: 'folder', path: './bert' }],
    ['../models/bert', { kind: 'folder', path: '../models/bert' }],
    ['~/bert', { kind: 'folder', path: '~/bert' }],
    ['C:\\bert', { kind: 'folder', path: 'C:\\bert' }],
    [
      'google/bert_uncased_L-2_H-128_A-2',
      { kind: 'hub', name: 'google/bert_uncased_L-2_H-128_A-2', revision: null },
    ],
    ['bert-base-uncased@refs/pr/1', { kind: 'hub', name: 'bert-base-uncased', revision: 'refs/pr/1' }],
    ['a/b@v1.0', { kind: 'hub', name: 'a/b', revision: 'v1.0' }],
    ['0198C2A4-0000-7000-8000-0000000000AB', { kind: 'run', id: '0198c2a4-0000-7000-8000-0000000000ab' }],
    ['0198c2a4-0000-7000-8000', { kind: 'hub', name: '0198c2a4-0000-7000-8000', revision: null }],
    ['a/b/c', null],
    ['a b', null],
    ['a/b@', null],
    ['', null],
  ])('%j is %j, whatever lies on this machine', (from, source) => {
    expect(checkpointSource(from)).toEqual(source);
  });

  it('is refused by the recipe where it is neither', async () => {
    await expect(recipeWith('teacher.from=a/b/c')).rejects.toThrow(
      /teacher\.from: must be a folder .* or a model/,
    );
  });
});

describe('before anything is trained', () => {
  it('the recipe gets the shapes that its checkpoints have', async () => {
    const found = await findStartingPoints(await recipeWith(`teacher.from=${bert}`), noHub);
    expect(found.folders).toEqual({ teacher: bert, student: null, keys: null });
    expect(found.recipe.teacher).toMatchObject({
      from: bert,
      layers: 3,
      hidden: 24,
      heads: 4,
      intermediate: 40,
    });
    expect(found.recipe.student).toMatchObject({ hidden: 16 });
  });

  it('a model of the Hub is brought, with its revision', async () => {
    const asked: object[] = [];
    const { folders, recipe } = await findStartingPoints(await recipeWith('student.from=x/y@v2'), {
      ...noHub,
      fetchModel: async (model) => {
        asked.push(model);
        return bert;
      },
    });
    expect(asked).toEqual([{ kind: 'hub', name: 'x/y', revision: 'v2' }]);
    expect([folders.student, recipe.student.from, recipe.student.hidden]).toEqual([bert, 'x/y@v2', 24]);
  });

  it('keys of a third encoder are a folder, a run of this machine, or a model of the Hub', async () => {
    const keysIn = async (keys: string) => {
      const recipe = await recipeWith(`blackBox=${JSON.stringify({ predictions: 'teacher.tsv', keys })}`);
      const fetchModel = async ({ name }: { name: string }) => `/cache/${name}`;
      return (await findStartingPoints(recipe, { checkpoints: runs, fetchModel })).folders.keys;
    };
    const id = '0198c2a4-0000-7000-8000-0000000000ab';
    const runs = await mkdtemp(join(tmpdir(), 'stillhouse-runs-'));
    try {
      await expect(keysIn(id)).rejects.toMatchObject({
        code: 'NOT_FOUND',
        path: ['blackBox', 'keys'],
        message: expect.stringMatching(/no checkpoint of the run 0198c2a4-.* in /),
      });
      await cp(bert, join(runs, id), { recursive: true });
      expect(await keysIn(id.toUpperCase())).toBe(join(runs, id));
    } finally {
      await rm(runs, { recursive: true });
    }
    expect(await keysIn(bert)).toBe(bert);
    expect(await keysIn('x/y@v2')).toBe('/cache/x/y');
    expect(await keysIn('student')).toBeNull();
    await expect(keysIn('a/b/c')).rejects.toThrow(/blackBox\.keys: must be a folder .* or student/);
  });

  it('student layers of the teacher are refused where widths differ, by their field', async () => {
    await expect(
      findStartingPoints(await recipeWith('student.initialize=first', 'student.hidden=8'), noHub),
    ).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: ['student', 'hidden'],
      message: expect.stringMatching(/student\.hidden is 8, and the teacher.* has 16/),
    });
    const heads = await recipeWith('student.initialize=first', 'student.hidden=16', 'student.heads=4');
    await expect(findStartingPoints(heads, noHub)).rejects.toMatchObject({ path: ['student', 'heads'] });
  });

  it('more layers than there are, a layer that is not there, and lists of another length are refused', async () => {
    const fits = ['student.hidden=24', 'student.heads=4', 'student.intermediate=40', `student.from=${bert}`];
    const more = await recipeWith(...fits, 'student.initialize=last', 'student.layers=4');
    await expect(findStartingPoints(more, noHub)).rejects.toMatchObject({ path: ['student', 'layers'] });
    const beyond = await recipeWith(...fits, 'student.initialize=[0, 3]');
    await expect(findStartingPoints(beyond, noHub)).rejects.toMatchObject({
      path: ['student', 'initialize'],
    });
    await expect(recipeWith('student.initialize=[0, 1, 2]')).rejects.toThrow(
      /student\.initialize: must name as many/,
    );
    await expect(recipeWith('student.initialize=middle')).rejects.toThrow(/student\.initialize/);
  });

  it('what a checkpoint has not, and what of it is of no use, is said', async () => {
    expect(await describeCheckpoint('x/y', bert, 3)).toBe('x/y: bert of 3×24.');
    expect(await describeCheckpoint('x/y', bert, 2)).toBe(
      'x/y: bert of 3×24; random: classifier.weight, classifier.bias.',
    );
  });

  it('a folder that is not there is named', async () => {
    await expect(findStartingPoints(await recipeWith('teacher.from=./nowhere'), noHub)).rejects.toMatchObject(
      {
        code: 'NOT_FOUND',
        message: expect.stringMatching(/nowhere.*config\.json/),
      },
    );
  });
});
