import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type Pipeline, pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import type { z } from 'zod';
import { knownKeys } from './known-keys.ts';
import { nearest } from './nearest.ts';

/**
 * The recipe that `value` says, with the defaults of its objectives filled in.
 *
 * @throws ExpectedError BAD_INPUT listing every fault by its field's path, with the nearest known key for an unknown one
 */
export function validateRecipe(value: unknown): Pipeline {
  return validate(pipeline, value);
}

/** What `value` says by a schema of the whole recipe or of some of its fields. @throws as above */
export function validate<Valid>(schema: z.ZodType<Valid>, value: unknown): Valid {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.flatMap((issue) => describe(issue, value));
  const first = result.error.issues[0]?.path.map(String) ?? [];
  throw new ExpectedError('BAD_INPUT', `The recipe is not valid.\n${faults.join('\n')}`, first);
}

function describe(issue: z.core.$ZodIssue, value: unknown): string[] {
  const path = issue.path.map(String);
  // A task of one's own, written out: what is wrong in it, and not that it is no known id.
  if (
    issue.code === 'invalid_union' &&
    path.join('.') === 'data.task' &&
    typeof at(value, path) === 'object'
  ) {
    const inside = issue.errors.at(-1) ?? [];
    return inside.flatMap((fault) => describe({ ...fault, path: [...issue.path, ...fault.path] }, value));
  }
  if (issue.code !== 'unrecognized_keys')
    return [`  ${path.join('.') || 'recipe'}: ${message(issue, value)}`];
  const known = knownKeys(value, path);
  return issue.keys.map((key) => {
    const meant = nearest(key, known);
    const field = [...path, key].join('.');
    if (meant === key) return `  ${field}: cannot be changed here`;
    const hint = meant ? `did you mean ${[...path, meant].join('.')}?` : `known keys: ${known.join(', ')}`;
    return `  ${field}: unknown key; ${hint}`;
  });
}

function message(issue: z.core.$ZodIssue, value: unknown): string {
  const found = at(value, issue.path);
  if (found === undefined) return 'is missing';
  const allowed = allowedValues(issue);
  if (allowed.length > 0) return oneOf(allowed, found);
  const text = issue.message.replace(/^Invalid input: /, '');
  return typeof found === 'object' && found !== null ? text : `${text}, not ${JSON.stringify(found)}`;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inside, key) => (inside as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
}

/** The values of an enumeration or of a union of literals; empty for any other fault. */
function allowedValues(issue: z.core.$ZodIssue): unknown[] {
  if (issue.code === 'invalid_value') return issue.values;
  if (issue.code !== 'invalid_union') return [];
  return issue.errors.flatMap((branch) => branch.flatMap(allowedValues));
}

function oneOf(allowed: readonly unknown[], found: unknown): string {
  const meant = nearest(String(found), allowed.map(String));
  const hint = meant ? `; did you mean ${meant}?` : '';
  return `must be one of ${allowed.join(', ')}, not ${JSON.stringify(found)}${hint}`;
}
