import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tasks } from '@stillhouse/domain/task/task.ts';
import { formatRecipe } from '@stillhouse/trainer/recipe/format.ts';
import { presetNames } from '@stillhouse/trainer/recipe/preset.ts';
import { type RecipeRequest, resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillhouse-recipe-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function saved(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

async function refusal(request: RecipeRequest): Promise<string> {
  const error = await resolveRecipe(request).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'ExpectedError', code: 'BAD_INPUT' });
  return (error as Error).message;
}

describe('a recipe', () => {
  it('is whole for every preset and every task', async () => {
    for (const recipe of await presetNames()) {
      for (const { id } of tasks) expect((await resolveRecipe({ recipe, task: id })).data.task).toBe(id);
    }
  });

  it('takes the field of the command line over the file, the file over the preset, the preset over the task', async () => {
    const path = await saved('mine.yaml', 'extends: demo\nstudent: { layers: 5, hidden: 48 }\n');
    const recipe = await resolveRecipe({ task: 'rte', recipe: path, set: ['student.layers=6'] });
    expect(recipe.student).toMatchObject({ layers: 6, hidden: 48, heads: 2 });
    expect(recipe.data).toMatchObject({ task: 'rte', maxTokens: 128, vocabulary: { size: 1000 } });
  });

  it('printed as YAML and read again is the same recipe', async () => {
    const recipe = await resolveRecipe({ task: 'cola', recipe: 'base', objectives: ['reaugkd', 'kd'] });
    const path = await saved('printed.yaml', formatRecipe(recipe));
    expect(await resolveRecipe({ recipe: path })).toEqual(recipe);
  });

  it('trains the objectives that are asked for, in that order, each with the settings it has', async () => {
    const path = await saved('objectives.yaml', 'objectives: [{ name: kd, softLabels: 0.9 }]\n');
    const recipe = await resolveRecipe({ task: 'rte', recipe: path, objectives: ['fine-tune', 'kd'] });
    expect(recipe.objectives).toMatchObject([{ name: 'fine-tune' }, { name: 'kd', softLabels: 0.9 }]);
  });

  it('is changed inside an objective by the name of that objective', async () => {
    const recipe = await resolveRecipe({
      task: 'rte',
      set: ['objectives.reaugkd.relation=2.5', 'retrieval.k=[2, 4]'],
    });
    expect(recipe.objectives.find(({ name }) => name === 'reaugkd')).toMatchObject({ relation: 2.5 });
    expect(recipe.retrieval.k).toEqual([2, 4]);
  });

  it('limits each split as asked', async () => {
    const recipe = await resolveRecipe({ task: 'sst2', limitTrain: 100, limitDev: 20 });
    expect(recipe.data.limit).toEqual({ train: 100, dev: 20 });
  });
});

describe('a recipe is refused', () => {
  it('for an unknown key, with its path and the nearest known one', async () => {
    expect(await refusal({ task: 'rte', set: ['student.layer=3'] })).toContain(
      'student.layer: unknown key; did you mean student.layers?',
    );
    expect(await refusal({ task: 'rte', set: ['objectives.kd.softLabel=1'] })).toContain(
      'objectives.1.softLabels?',
    );
  });

  it('for a wrong type, with what was found', async () => {
    expect(await refusal({ task: 'rte', set: ['teacher.layers=many'] })).toContain(
      'teacher.layers: expected number, received string, not "many"',
    );
  });

  it('for a value that is not among the possible ones, naming them', async () => {
    expect(await refusal({ task: 'rte', set: ['student.embedding=pooled'] })).toContain(
      'student.embedding: must be one of cls, pooler, not "pooled"; did you mean pooler?',
    );
    expect(await refusal({ task: 'rtee' })).toContain('did you mean rte?');
  });

  it('for impossible combinations, all faults at once', async () => {
    const message = await refusal({ task: 'rte', set: ['teacher.hidden=250', 'retrieval.stored=8'] });
    expect(message).toContain('teacher.hidden: must be a multiple of heads, not 250');
    expect(message).toContain('retrieval.stored: must be at least the largest k');
  });

  it('for a preset, an objective or an assignment that is none', async () => {
    expect(await refusal({ task: 'rte', recipe: 'dmo' })).toContain('did you mean the preset demo?');
    expect(await refusal({ task: 'rte', objectives: ['reaugkdd'] })).toContain('did you mean reaugkd?');
    expect(await refusal({ task: 'rte', set: ['layers'] })).toContain('path=value');
    expect(await refusal({ task: 'rte', set: ['objectives.pkd.x=1'] })).toContain(
      'only fine-tune, kd, reaugkd',
    );
  });

  it('without a task', async () => {
    expect(await refusal({})).toContain('--task');
  });

  it('for a file that is not YAML, or no mapping', async () => {
    expect(await refusal({ recipe: await saved('broken.yaml', 'a: [1\n') })).toContain('is not YAML');
    expect(await refusal({ recipe: await saved('list.yaml', '- 1\n') })).toContain('must be a mapping');
  });
});
