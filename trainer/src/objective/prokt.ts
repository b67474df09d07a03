import type { ObjectiveOf } from '@stillhouse/domain/recipe/objective.ts';
import { klDivergence } from './cross-entropy.ts';
import { hardLabels } from './label-terms.ts';
import { needed, type Objective, type ObjectiveBatch, type ObjectiveContext } from './objective.ts';
import { squaredError } from './squared-error.ts';
import { objectiveOfTerms } from './terms.ts';

/**
 * What the teacher of ProKT minimizes (Shi et al. 2021, section 3): teacherHardLabels · CE + proximal · KL(p_student ‖ p_teacher), mean
 * over the batch, so that it goes towards the labels by steps that the student can follow; squared errors for a regression. The network
 * that learns is `student` of the batch, and the student as it is now is its `teacher`. The student itself learns by KD.
 */
export function proktTeacher(
  recipe: ObjectiveOf<'prokt'>,
  context: Pick<ObjectiveContext, 'kind' | 'path'>,
): Objective {
  const { kind } = context;
  const distance = kind === 'regression' ? squaredError : klDivergence;
  const proximal = {
    name: 'proximal',
    weight: recipe.proximal,
    make: () => ({
      needs: { student: { logits: true }, teacher: { logits: true } },
      value: ({ student, teacher }: ObjectiveBatch) =>
        distance(needed(teacher, 'logits'), needed(student, 'logits')),
    }),
  };
  const gold = hardLabels(kind, recipe.teacherHardLabels, 'teacherHardLabels');
  return objectiveOfTerms([gold, proximal], context, "ProKT's teacher");
}
