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
  const what = { hidden: 'hidden states of one width', heads: 'attention head by head' }[field];
  throw new ExpectedError(
    'BAD_INPUT',
    `${objectivePapers[name].title} compares ${what}: student.${field} is ${student[field]}, and the teacher has ${teacher[field]}. ` +
      `Set student.${field}=${teacher[field]}${otherwise}.`,
    ['student', field],
  );
}

/** @throws ExpectedError BAD_INPUT where the teacher has fewer layers than the student, whose layers follow one each */
export function requireTeacherAsDeep(name: ObjectiveName, { student, teacher }: ObjectiveContext): void {
  if (teacher.layers >= student.layers) return;
  throw new ExpectedError(
    'BAD_INPUT',
    `${objectivePapers[name].title} has each layer of the student follow one of the teacher: student.layers is ${student.layers}, and the ` +
      `teacher has ${teacher.layers}. Set student.layers=${teacher.layers} or less.`,
    ['student', 'layers'],
  );
}

/**
 * @param weights by the recipe's field
 * @param who learns by them
 * @param path of the objective in its recipe
 * @throws ExpectedError BAD_INPUT where all of them are 0
 */
export function requireWeight(
  weights: Readonly<Record<string, number>>,
  who: string,
  path: readonly string[] = [],
): void {
  if (Object.values(weights).some((weight) => weight !== 0)) return;
  const fields = Object.keys(weights);
  const [first = ''] = fields;
  const many = fields.length > 1;
  const where = path.length > 0 ? `${path.join('.')}: ` : '';
  throw new ExpectedError(
    'BAD_INPUT',
    `${where}${who} has nothing to learn by: ${listed(fields)} ${many ? 'are' : 'is'} 0. Set ${many ? 'one of them' : 'it'} above 0.`,
    [...path, ...first.split('.')],
  );
}

function listed(fields: readonly string[]): string {
  const last = fields.at(-1) ?? '';
  return fields.length > 1 ? `${fields.slice(0, -1).join(', ')} and ${last}` : last;
}
