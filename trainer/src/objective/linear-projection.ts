import type { ObjectiveName } from '@stillhouse/domain/recipe/objective.ts';
import { requireEqual } from './fit.ts';
import type { ObjectiveContext } from './objective.ts';

/**
 * Whether the student's states are brought to the teacher's width by a linear map that is trained along. Not in the papers, whose networks
 * are equally wide.
 *
 * @throws ExpectedError BAD_INPUT where nothing may bring them there, and the widths differ
 */
export function isProjected(
  name: ObjectiveName,
  projection: 'none' | 'linear' | 'where-needed',
  context: ObjectiveContext,
): boolean {
  if (projection === 'none')
    requireEqual(name, 'hidden', context, ', or projection=linear of this objective');
  return projection === 'linear' || context.student.hidden !== context.teacher.hidden;
}
