import type { LabelWeights } from '@stillhouse/domain/recipe/objective.ts';
import type { LossObjective } from '@stillhouse/domain/recipe/objective-term.ts';
import { hardLabels, softLabels } from './label-terms.ts';
import type { Objective, ObjectiveContext } from './objective.ts';
import { objectiveOfTerms } from './terms.ts';

/**
 * Knowledge distillation (Hinton et al. 2015, section 2):
 * hardLabels · CE(gold) + softLabels · T² · KL(softmax(t/T) ‖ softmax(s/T)), means over the batch.
 */
export function kd(recipe: LabelWeights, context: Pick<ObjectiveContext, 'kind' | 'path'>): Objective {
  const { kind } = context;
  const soft = { kind, weight: recipe.softLabels, temperature: recipe.labelTemperature, loss: 'kl' } as const;
  return objectiveOfTerms([hardLabels(kind, recipe.hardLabels), softLabels(soft)], context);
}

/** The student's own loss where the paper's idea is in who teaches it: Hinton's KD. */
export function kdOf({
  hardLabels,
  softLabels,
  labelTemperature,
}: LabelWeights): Extract<LossObjective, { name: 'kd' }> {
  return { name: 'kd', hardLabels, softLabels, labelTemperature };
}
