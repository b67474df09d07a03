import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import { hardLabels } from './label-terms.ts';
import type { Objective, ObjectiveContext } from './objective.ts';
import { objectiveOfTerms } from './terms.ts';

/** Ordinary fine-tuning: cross-entropy of the gold labels; mean squared error for a regression. */
export function fineTune(
  _recipe: Extract<ObjectiveRecipe, { name: 'fine-tune' }>,
  context: Pick<ObjectiveContext, 'kind' | 'path'>,
): Objective {
  return objectiveOfTerms([hardLabels(context.kind, 1)], context);
}
