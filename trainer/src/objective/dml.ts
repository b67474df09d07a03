import type { ObjectiveOf } from '@stillhouse/domain/recipe/objective.ts';
import { klDivergence } from './cross-entropy.ts';
import { hardLabels } from './label-terms.ts';
import { needed, type Objective, type ObjectiveContext } from './objective.ts';
import { squaredError } from './squared-error.ts';
import { sumOfTerms } from './terms.ts';

/**
 * Deep mutual learning (Zhang et al. 2018, equations 4 and 5), of one of two peers: hardLabels · CE + peer · KL(p_other ‖ p_own), mean over
 * the batch; squared errors for a regression. `teacher` of the batch is the other peer as it is now.
 */
export function dml(recipe: ObjectiveOf<'dml'>, { kind }: Pick<ObjectiveContext, 'kind'>): Objective {
  const distance = kind === 'regression' ? squaredError : klDivergence;
  return {
    needs: { student: { logits: true }, teacher: { logits: true } },
    weights: {},
    evaluate: (batch) =>
      sumOfTerms([
        hardLabels(kind, recipe.hardLabels, batch),
        {
          name: 'peer',
          weight: recipe.peer,
          value: () => distance(needed(batch.teacher, 'logits'), needed(batch.student, 'logits')),
        },
      ]),
  };
}
