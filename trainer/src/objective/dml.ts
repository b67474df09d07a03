import type { ObjectiveOf } from '@stillhouse/domain/recipe/objective.ts';
import { klDivergence } from './cross-entropy.ts';
import { hardLabels } from './label-terms.ts';
import { needed, type Objective, type ObjectiveBatch, type ObjectiveContext } from './objective.ts';
import { squaredError } from './squared-error.ts';
import { objectiveOfTerms } from './terms.ts';

/**
 * Deep mutual learning (Zhang et al. 2018, equations 4 and 5), of one of two peers: hardLabels · CE + peer · KL(p_other ‖ p_own), mean over
 * the batch; squared errors for a regression. `teacher` of the batch is the other peer as it is now.
 */
export function dml(recipe: ObjectiveOf<'dml'>, context: Pick<ObjectiveContext, 'kind' | 'path'>): Objective {
  const { kind } = context;
  const distance = kind === 'regression' ? squaredError : klDivergence;
  const peer = {
    name: 'peer',
    weight: recipe.peer,
    make: () => ({
      needs: { student: { logits: true }, teacher: { logits: true } },
      value: ({ student, teacher }: ObjectiveBatch) =>
        distance(needed(teacher, 'logits'), needed(student, 'logits')),
    }),
  };
  return objectiveOfTerms([hardLabels(kind, recipe.hardLabels), peer], context);
}
