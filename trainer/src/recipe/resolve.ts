import { readFile } from 'node:fs/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import type { CustomTask } from '@stillhouse/domain/task/custom-task.ts';
import { parse } from 'yaml';
import { assign } from './assign.ts';
import { objectiveNames } from './known-keys.ts';
import { isPatch, merge, type Patch } from './merge.ts';
import { nearest } from './nearest.ts';
import { defaultPreset, loadPreset, presetNames } from './preset.ts';
import { isTaskFile, readTaskFile } from './read-task.ts';
import { taskDefaults } from './task-defaults.ts';
import { validateRecipe } from './validate.ts';

/** What the command line says of a recipe. */
export interface RecipeRequest {
  /** Task id, path of a task file, or what it defines; left out where the recipe file names it. */
  task?: string | CustomTask | undefined;
  /** Name of a preset, or path of a YAML file, which stands over the preset it `extends` (the default one otherwise). */
  recipe?: string | undefined;
  /** `path=value`, applied in order, last of all. */
  set?: readonly string[] | undefined;
  /** Names of the objectives to train, in this order; their settings stay as the recipe has them. */
  objectives?: readonly string[] | undefined;
  /** File of a black-box teacher's predictions. */
  teacherPredictions?: string | undefined;
  limitTrain?: number | undefined;
  limitDev?: number | undefined;
}

/**
 * The whole recipe: defaults of the task, under the preset, under the file, under the command line.
 *
 * @throws ExpectedError BAD_INPUT with the faulty field's path
 */
export async function resolveRecipe(request: RecipeRequest): Promise<Pipeline> {
  const names = await presetNames();
  const isPreset = request.recipe === undefined || names.includes(request.recipe);
  const { extends: parent, ...file } = isPreset
    ? { extends: request.recipe }
    : await readRecipe(request.recipe!, names);
  const preset = await loadPreset(presetName(parent, names));

  const fileTask = isPatch(file.data) ? file.data.task : undefined;
  const named = request.task ?? fileTask;
  const task = typeof named === 'string' && isTaskFile(named) ? await readTaskFile(named) : named;
  const id = isPatch(task) ? task.id : task;
  if (typeof id !== 'string')
    throw new ExpectedError('BAD_INPUT', 'Name a task: --task rte, or data.task in the recipe.');

  let recipe = [preset.recipe, preset.tasks[id] ?? {}, file].reduce(merge, taskDefaults(id));
  recipe = merge(merge(recipe, { data: { task: null } }), { data: { task } });
  if (request.objectives) recipe = { ...recipe, objectives: chosen(recipe.objectives, request.objectives) };
  if (request.teacherPredictions !== undefined)
    recipe = merge(recipe, { blackBox: { predictions: request.teacherPredictions } });
  if (request.limitTrain !== undefined)
    recipe = merge(recipe, { data: { limit: { train: request.limitTrain } } });
  if (request.limitDev !== undefined) recipe = merge(recipe, { data: { limit: { dev: request.limitDev } } });
  return validateRecipe((request.set ?? []).reduce(assign, recipe));
}

function presetName(parent: unknown, names: readonly string[]): string {
  if (parent === undefined) return defaultPreset;
  if (typeof parent === 'string' && names.includes(parent)) return parent;
  throw new ExpectedError(
    'BAD_INPUT',
    `extends: no preset ${String(parent)}; there are ${names.join(', ')}`,
    ['extends'],
  );
}

async function readRecipe(path: string, presets: readonly string[]): Promise<Patch> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const meant = nearest(path, presets);
    const hint = meant ? `did you mean the preset ${meant}?` : `presets: ${presets.join(', ')}`;
    throw new ExpectedError(
      'BAD_INPUT',
      `Neither a preset nor a readable file: ${path} (${error.code}); ${hint}`,
    );
  });
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${path} is not YAML: ${error instanceof Error ? error.message : error}`,
    );
  }
  if (!isPatch(value)) throw new ExpectedError('BAD_INPUT', `${path} must be a mapping of recipe fields`);
  return value;
}

function chosen(objectives: unknown, names: readonly string[]): unknown[] {
  const configured = Array.isArray(objectives) ? objectives.filter(isPatch) : [];
  return names.map((name) => {
    if (!objectiveNames.includes(name)) {
      const meant = nearest(name, objectiveNames);
      const hint = meant ? `did you mean ${meant}?` : `there are ${objectiveNames.join(', ')}`;
      throw new ExpectedError('BAD_INPUT', `--objective ${name}: unknown objective; ${hint}`, ['objectives']);
    }
    return configured.find((member) => member.name === name) ?? { name };
  });
}
