import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { parse } from 'yaml';
import { isPatch, type Patch } from './merge.ts';

/**
 * `recipe` with one field set from `path=value` of the command line: `student.layers=3`, `retrieval.k=[4,8]`,
 * `objectives.reaugkd.relation=2` (an objective by its name). The value is read as YAML. The recipe is not changed.
 *
 * @throws ExpectedError BAD_INPUT where it isn't `path=value`, or leads into something that has no fields
 */
export function assign(recipe: Patch, assignment: string): Patch {
  const equals = assignment.indexOf('=');
  const path = assignment.slice(0, Math.max(0, equals)).trim().split('.');
  if (equals < 1 || path.some((key) => key === '')) {
    throw new ExpectedError(
      'BAD_INPUT',
      `--set ${assignment}: write it as path=value, as in student.layers=3`,
    );
  }
  return assignAt(recipe, path, parse(assignment.slice(equals + 1)), path) as Patch;
}

function assignAt(at: unknown, rest: readonly string[], value: unknown, whole: readonly string[]): unknown {
  const [key, ...below] = rest;
  if (key === undefined) return value;
  if (Array.isArray(at)) {
    const index = at.findIndex((member, i) => String(i) === key || (isPatch(member) && member.name === key));
    if (index < 0) {
      const named = at.filter(isPatch).map((member) => String(member.name));
      throw misled(whole, key, named.length > 0 ? `only ${named.join(', ')}` : 'no such item');
    }
    return at.with(index, assignAt(at[index], below, value, whole));
  }
  if (at !== undefined && !isPatch(at)) throw misled(whole, key, 'a value without fields');
  return { ...at, [key]: assignAt(at?.[key], below, value, whole) };
}

function misled(path: readonly string[], key: string, found: string): ExpectedError {
  const message = `--set ${path.join('.')}: looked for "${key}" and found ${found}`;
  return new ExpectedError('BAD_INPUT', message, path);
}
