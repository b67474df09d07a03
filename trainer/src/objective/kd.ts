import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import { hardLabels, softLabels } from './label-terms.ts';
import type { Objective, ObjectiveContext } from './objective.ts';
import { sumOfTerms } from './terms.ts';

/**
 * Knowledge distillation (Hinton et al. 2015, section 2):
 * hardLabels · CE(gold) + softLabels · T² · KL(softmax(t/T) ‖ softmax(s/T)), means over the batch.
 */
export function kd(
  recipe: Extract<ObjectiveRecipe, { name: 'kd' }>,
  { kind }: Pick<ObjectiveContext, 'kind'>,
): Objective {
  const soft = { kind, weight: recipe.softLabels, temperature: recipe.labelTemperature, loss: 'kl' } as const;
  return {
    needs: { student: { logits: true }, teacher: { logits: true } },
    weights: {},
    evaluate: (batch) => sumOfTerms([hardLabels(kind, recipe.hardLabels, batch), softLabels(soft, batch)]),
  };
}
