import { builder } from '../schema/builder.ts';
import { type Outcome, UserErrorRef } from './user-error.ts';

type ObjectFields<Shape extends object> = PothosSchemaTypes.ObjectFieldBuilder<
  (typeof builder)['$inferSchemaTypes'],
  Shape
>;

/** The payload type of a mutation: `errors`, and what it wrote. */
export function payloadOf<Result extends object>(
  name: string,
  fields: (t: ObjectFields<Outcome & Partial<Result>>) => Record<string, ReturnType<typeof t.field>>,
) {
  return builder.objectRef<Outcome & Partial<Result>>(name).implement({
    description: 'What a mutation wrote, or why it did not.',
    fields: (t) => ({
      errors: t.field({
        type: [UserErrorRef],
        description: 'What to mend; empty where it was written.',
        resolve: ({ errors }) => errors,
      }),
      ...fields(t),
    }),
  });
}
