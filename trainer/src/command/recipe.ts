import type { Command } from 'commander';
import { formatRecipe } from '../recipe/format.ts';
import { resolveRecipe } from '../recipe/resolve.ts';
import { type RecipeOptions, recipeRequest, withRecipeOptions } from './recipe-options.ts';

/** `stillhouse recipe` */
export function addRecipe(program: Command): void {
  const command = program
    .command('recipe')
    .description('Print the complete recipe that `train` would use, as YAML.')
    .addHelpText(
      'after',
      `
Example:
  npx stillhouse recipe --task rte > my.yaml
  npx stillhouse train --recipe my.yaml --data glue/RTE`,
    );
  withRecipeOptions(command).action(async (options: RecipeOptions) => {
    process.stdout.write(formatRecipe(await resolveRecipe(recipeRequest(options))));
  });
}
