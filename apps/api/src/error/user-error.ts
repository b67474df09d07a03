import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { builder } from '../schema/builder.ts';

export const UserErrorRef = builder.interfaceRef<ExpectedError>('UserError').implement({
  description: 'A failure that the caller can mend.',
  fields: (t) => ({
    code: t.exposeString('code', {
      description: 'Stable: BAD_INPUT, NOT_FOUND, CONFLICT, IMMUTABLE, INCOMPLETE, …',
    }),
    message: t.exposeString('message', { description: 'What is wrong, and what to do, in a sentence.' }),
    path: t.stringList({
      description: 'Where in the input, outermost first; empty for the whole.',
      resolve: (error) => [...error.path],
    }),
  }),
});

builder.objectType(ExpectedError, {
  name: 'InputError',
  description: 'The input cannot be carried out.',
  interfaces: [UserErrorRef],
  isTypeOf: (value) => value instanceof ExpectedError,
});

/** What a mutation ends with: nothing to mend, or what to mend. */
export interface Outcome {
  errors: ExpectedError[];
}

/** Runs the work of a mutation; an expected failure becomes data. */
export async function payload<Result extends object>(
  work: () => Promise<Result>,
): Promise<Outcome & Partial<Result>> {
  try {
    return { errors: [], ...(await work()) };
  } catch (error) {
    if (error instanceof ExpectedError) return { errors: [error] } as unknown as Outcome & Partial<Result>;
    throw error;
  }
}
