import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type GraphQLSchema, getVariableValues, type OperationDefinitionNode } from 'graphql';

/** Most faults that are reported of one request, and most characters of each: a message repeats the value it is about. */
const mostFaults = 10;
const mostCharacters = 500;

/**
 * Checks that variables have the types that an operation declares.
 *
 * @throws ExpectedError BAD_INPUT naming each variable that has not, and where in it
 */
export function checkVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Record<string, unknown> | null | undefined,
): void {
  const options = { maxErrors: mostFaults };
  const { errors } = getVariableValues(schema, variableDefinitions, variables ?? {}, options);
  if (!errors) return;
  const messages = errors.map(({ message }) =>
    message.length > mostCharacters ? `${message.slice(0, mostCharacters)}…` : message,
  );
  throw new ExpectedError('BAD_INPUT', messages.join(' '), ['variables']);
}
