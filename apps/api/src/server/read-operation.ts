import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  getOperationAST,
  parse,
  validate,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Context } from '../context.ts';
import { checkVariables } from '../schema/check-variables.ts';
import { mostTokens, weigh } from '../schema/limits.ts';
import { checkNesting } from '../schema/nesting.ts';
import { schema } from '../schema/schema.ts';

/**
 * What is to be executed of an operation that came over a WebSocket, checked as Apollo Server and our plugin check it over HTTP, with the
 * same codes.
 *
 * @param begin makes the signal that aborts when the client leaves; called once nothing is refused
 * @throws GraphQLError GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED or OPERATION_RESOLUTION_FAILURE
 * @throws ExpectedError BAD_INPUT for variables, TOO_LARGE for an operation beyond the limits
 */
export function readOperation(
  { query, variables, operationName }: SubscribePayload,
  context: Context,
  begin: () => AbortSignal,
): ExecutionArgs & { operationName: string | null | undefined } {
  checkNesting(query);
  const document = parsed(query);
  const [fault] = validate(schema, document);
  if (fault) throw withCode(fault, 'GRAPHQL_VALIDATION_FAILED');
  const operation = getOperationAST(document, operationName);
  if (!operation) {
    const message =
      'The document does not contain the named operation, or contains several operations and no operationName was given.';
    throw withCode(new GraphQLError(message), 'OPERATION_RESOLUTION_FAILURE');
  }
  checkVariables(schema, operation, variables);
  const contextValue = { ...context, remember: operation.operation !== 'subscription' };
  weigh(schema, document, { context: contextValue, variables });
  return {
    schema,
    document,
    operationName,
    variableValues: variables,
    contextValue: { ...contextValue, left: begin() },
  };
}

function parsed(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: mostTokens });
  } catch (error) {
    if (error instanceof GraphQLError) throw withCode(error, 'GRAPHQL_PARSE_FAILED');
    throw error;
  }
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes = null, source = null, positions = null } = error;
  return new GraphQLError(message, { nodes, source, positions, extensions: { code } });
}
