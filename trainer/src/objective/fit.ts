import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { ObjectiveName } from '@stillhouse/domain/recipe/objective.ts';
import { objectivePapers } from '@stillhouse/domain/recipe/objective-paper.ts';
import type { ObjectiveContext } from './objective.ts';

/** @throws ExpectedError BAD_INPUT unless both networks have the same width, or number of heads */
export function requireEqual(
  name: ObjectiveName,
  field: 'hidden' | 'heads',
  { student, teacher }: ObjectiveContext,
  otherwise = '',
): void {
  if (student[field] === teacher[field]) return;
  const what = { hidden: 'hidden states of the same width', heads: 'as many attention heads' }[field];
  throw new ExpectedError(
    'BAD_INPUT',
    `${objectivePapers[name].title} compares ${what}: student.${field} is ${student[field]}, and the teacher has ${teacher[field]}. ` +
      `Set student.${field}=${teacher[field]}${otherwise}.`,
    ['student', field],
  );
}
