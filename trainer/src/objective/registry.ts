import type { ObjectiveName, ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import { fineTune } from './fine-tune.ts';
import { kd } from './kd.ts';
import type { Objective, ObjectiveContext } from './objective.ts';
import { reaugkd } from './reaugkd.ts';

type Factories = {
  [Name in ObjectiveName]: (
    recipe: Extract<ObjectiveRecipe, { name: Name }>,
    context: ObjectiveContext,
  ) => Objective;
};

/** Every objective by its name in a recipe. A name without an entry here does not compile. */
const objectives: Factories = { 'fine-tune': fineTune, kd, reaugkd };

/**
 * The objective that a recipe describes.
 *
 * @throws ExpectedError BAD_INPUT where the two networks don't fit it, with the path of the field to change
 */
export function objectiveOf<Name extends ObjectiveName>(
  recipe: Extract<ObjectiveRecipe, { name: Name }>,
  context: ObjectiveContext,
): Objective {
  const factory: Factories[Name] = objectives[recipe.name as Name];
  return factory(recipe, context);
}
