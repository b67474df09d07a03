import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { InvalidInput } from '@stillhouse/domain/error/invalid-input.ts';
import type { z } from 'zod';
import { unstorableJson } from './unstorable-json.ts';
import { unstorableText } from './unstorable-text.ts';

export const unstorable = 'holds a NUL character or half a surrogate pair, which Postgres does not keep';

/** The input as its schema gives it back. @throws InvalidInput with all faults, each with its path */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const deep = unstorableJson(input);
  if (deep) throw new InvalidInput([new ExpectedError('BAD_INPUT', deep.message, deep.path)]);
  const parsed = schema.safeParse(input);
  const faults = parsed.success
    ? unstorableText(parsed.data).map((path) => ({ path, message: unstorable }))
    : parsed.error.issues;
  if (parsed.success && faults.length === 0) return parsed.data;
  throw new InvalidInput(
    faults.map(({ path, message }) => new ExpectedError('BAD_INPUT', message, path.map(String))),
  );
}
