import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { z } from 'zod';

/** The input as its schema gives it back. @throws ExpectedError BAD_INPUT with the path of the first fault and the text of all */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.') || 'input'}: ${message}`,
  );
  throw new ExpectedError('BAD_INPUT', faults.join('; '), parsed.error.issues[0]?.path.map(String) ?? []);
}
