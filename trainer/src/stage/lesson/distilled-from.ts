import type { LabelWeights } from '@stillhouse/domain/recipe/objective.ts';
import type { LossObjective } from '@stillhouse/domain/recipe/objective-term.ts';
import { trainStudent } from '../student/train-student.ts';
import type { Lesson } from './lesson.ts';
import type { Guide } from './run-network.ts';

/** The student's own loss where the paper's idea is in who teaches it: Hinton's KD. */
export function kdOf({
  hardLabels,
  softLabels,
  labelTemperature,
}: LabelWeights): Extract<LossObjective, { name: 'kd' }> {
  return { name: 'kd', hardLabels, softLabels, labelTemperature };
}

/** KD from a network that was trained before. */
export function distilledFrom({ run, outputs }: Guide, weights: LabelWeights): Lesson {
  const objective = kdOf(weights);
  return {
    teacher: run,
    train: (pupil, context) => trainStudent({ ...pupil, objective, teacher: outputs }, context),
  };
}
