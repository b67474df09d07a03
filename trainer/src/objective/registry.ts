import type { ObjectiveName, ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import { fineTune } from './fine-tune.ts';
import { kd } from './kd.ts';
import type { Objective } from './objective.ts';
import { reaugkd } from './reaugkd.ts';

type Factories = { [Name in ObjectiveName]: (recipe: Extract<ObjectiveRecipe, { name: Name }>) => Objective };

/** Every objective by its name in a recipe. A name without an entry here does not compile. */
const objectives: Factories = { 'fine-tune': fineTune, kd, reaugkd };

/** The objective that a recipe describes. */
export function objectiveOf<Name extends ObjectiveName>(
  recipe: Extract<ObjectiveRecipe, { name: Name }>,
): Objective {
  const factory: (recipe: Extract<ObjectiveRecipe, { name: Name }>) => Objective =
    objectives[recipe.name as Name];
  return factory(recipe);
}
