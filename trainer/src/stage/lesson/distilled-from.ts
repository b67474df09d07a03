import type { LabelWeights } from '@stillhouse/domain/recipe/objective.ts';
import { kdOf } from '../../objective/kd.ts';
import { trainStudent } from '../student/train-student.ts';
import type { Lesson } from './lesson.ts';
import type { Guide } from './run-network.ts';

/** KD from a network that was trained before. */
export function distilledFrom({ run, outputs }: Guide, weights: LabelWeights): Lesson {
  const objective = kdOf(weights);
  return {
    teacher: run,
    train: (pupil, context) => trainStudent({ ...pupil, objective, teacher: outputs }, context),
  };
}
