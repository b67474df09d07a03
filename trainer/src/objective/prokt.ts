import type { ObjectiveOf } from '@stillhouse/domain/recipe/objective.ts';
import { klDivergence } from './cross-entropy.ts';
import { hardLabels } from './label-terms.ts';
import { needed, type Objective, type ObjectiveContext } from './objective.ts';
import { squaredError } from './squared-error.ts';
import { sumOfTerms } from './terms.ts';

/**
 * What the teacher of ProKT minimizes (Shi et al. 2021, section 3): teacherHardLabels · CE + proximal · KL(p_student ‖ p_teacher), mean
 * over the batch, so that it goes towards the labels by steps that the student can follow; squared errors for a regression. The network
 * that learns is `student` of the batch, and the student as it is now is its `teacher`. The student itself learns by KD.
 */
export function proktTeacher(
  recipe: ObjectiveOf<'prokt'>,
  { kind }: Pick<ObjectiveContext, 'kind'>,
): Objective {
  const distance = kind === 'regression' ? squaredError : klDivergence;
  return {
    needs: { student: { logits: true }, teacher: { logits: true } },
    weights: {},
    evaluate: (batch) =>
      sumOfTerms([
        hardLabels(kind, recipe.teacherHardLabels, batch),
        {
          name: 'proximal',
          weight: recipe.proximal,
          value: () => distance(needed(batch.teacher, 'logits'), needed(batch.student, 'logits')),
        },
      ]),
  };
}
