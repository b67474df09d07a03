import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import { hardLabels } from './label-terms.ts';
import type { Objective, ObjectiveContext } from './objective.ts';
import { sumOfTerms } from './terms.ts';

/** Ordinary fine-tuning: cross-entropy of the gold labels; mean squared error for a regression. */
export function fineTune(
  _recipe: Extract<ObjectiveRecipe, { name: 'fine-tune' }>,
  { kind }: Pick<ObjectiveContext, 'kind'>,
): Objective {
  return {
    needs: { student: { logits: true }, teacher: {} },
    weights: {},
    evaluate: (batch) => sumOfTerms([hardLabels(kind, 1, batch)]),
  };
}
