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
    description: 'Result of a mutation.',
    fields: (t) => ({
      errors: t.field({
        type: [UserErrorRef],
        description: 'Validation errors; empty on success.',
        resolve: ({ errors }) => errors,
      }),
      ...fields(t),
    }),
  });
}
