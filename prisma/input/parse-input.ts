import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { InvalidInput } from '@stillhouse/domain/error/invalid-input.ts';
import type { z } from 'zod';

/** The input as its schema gives it back. @throws InvalidInput with all faults, each with its path */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(
    parsed.error.issues.map(({ path, message }) => new ExpectedError('BAD_INPUT', message, path.map(String))),
  );
}
