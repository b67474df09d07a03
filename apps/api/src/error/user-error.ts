import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { InvalidInput } from '@stillhouse/domain/error/invalid-input.ts';
import { refusedValue } from '@stillhouse/prisma/database/refused-value.ts';
import { builder } from '../schema/builder.ts';
import { isOutage } from './outage-status.ts';

/** An ExpectedError as data: graphql throws whatever is an Error, even where it stands in a list. */
type Fault = Pick<ExpectedError, 'code' | 'message' | 'path'>;

export const UserErrorRef = builder.interfaceRef<Fault>('UserError').implement({
  description: 'An error that the caller can fix.',
  fields: (t) => ({
    code: t.exposeString('code', {
      description: 'Stable error code: BAD_INPUT, NOT_FOUND, CONFLICT, IMMUTABLE, INCOMPLETE, …',
    }),
    message: t.exposeString('message', { description: 'What is wrong and how to fix it, as a sentence.' }),
    path: t.stringList({
      description: 'Path of the input field, outermost first; empty if the error concerns the whole input.',
      resolve: (error) => [...error.path],
    }),
  }),
});

builder.objectRef<Fault>('InputError').implement({
  description: 'The input is invalid or conflicts with recorded data.',
  interfaces: [UserErrorRef],
  isTypeOf: () => true,
});

/** What a mutation ends with: nothing to mend, or what to mend. */
export interface Outcome {
  errors: Fault[];
}

/** Runs the work of a mutation; an expected failure becomes data, except an outage: that is an error of the whole answer, with its status. */
export async function payload<Result extends object>(
  work: () => Promise<Result>,
): Promise<Outcome & Partial<Result>> {
  try {
    return { errors: [], ...(await work()) };
  } catch (error) {
    const expected = error instanceof ExpectedError ? error : refusedValue(error);
    if (!expected || isOutage(expected.code)) throw error;
    const faults = expected instanceof InvalidInput ? expected.faults : [expected];
    const errors = faults.map(({ code, message, path }) => ({ code, message, path }));
    return { errors } as unknown as Outcome & Partial<Result>;
  }
}
