import { type Command, Option } from 'commander';
import type { RecipeRequest } from '../recipe/resolve.ts';
import { collect, count, names } from './arguments.ts';

/** Options of the commands that speak of a recipe. */
export interface RecipeOptions {
  task?: string;
  recipe?: string;
  set: string[];
  objective?: string[];
  teacherPredictions?: string;
  limit?: number;
  limitTrain?: number;
  limitDev?: number;
}

/** Adds them to a command. */
export function withRecipeOptions(command: Command): Command {
  return command
    .option(
      '-t, --task <name>',
      'task: rte, cola, sst2, …, synthetic-sentiment, or a task file (docs/task-files.md)',
    )
    .option('-r, --recipe <preset|file>', 'preset (see `stillhouse presets`) or YAML file; default: small')
    .addOption(
      new Option('-s, --set <path=value>', 'set one field of the recipe; repeatable')
        .argParser<string[]>(collect)
        .default([], 'nothing'),
    )
    .option(
      '-o, --objective <names>',
      'objectives, each of which trains a student: fine-tune,kd,reaugkd (see `stillhouse objectives`)',
      names,
    )
    .option(
      '--teacher-predictions <file>',
      'predictions of a black-box teacher, instead of training one: .tsv, .jsonl or .npy (recipe: blackBox)',
    )
    .option('--limit <n>', 'use at most this many examples of each split', count)
    .option('--limit-train <n>', 'use at most this many training examples', count)
    .option('--limit-dev <n>', 'use at most this many dev examples', count);
}

/** Whether any of them was given. */
export function asksForRecipe({ set, ...options }: RecipeOptions): boolean {
  const { task, recipe, objective, teacherPredictions, limit, limitTrain, limitDev } = options;
  const given = [task, recipe, objective, teacherPredictions, limit, limitTrain, limitDev];
  return set.length > 0 || given.some((value) => value !== undefined);
}

/** What they ask of the recipe. */
export function recipeRequest(options: RecipeOptions): RecipeRequest {
  return {
    task: options.task,
    recipe: options.recipe,
    set: options.set,
    objectives: options.objective,
    teacherPredictions: options.teacherPredictions,
    limitTrain: options.limitTrain ?? options.limit,
    limitDev: options.limitDev ?? options.limit,
  };
}
