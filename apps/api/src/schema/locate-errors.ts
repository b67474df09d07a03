import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { GraphQLError, type GraphQLSchema, isObjectType } from 'graphql';

/**
 * Makes graphql report the field of each ExpectedError. An error with an array `path` is taken as one that knows its field already, and
 * that of an ExpectedError is a path in the input.
 */
export function locateErrors(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const { resolve } = field;
      if (!resolve) continue;
      field.resolve = (...parameters) => {
        try {
          const value: unknown = resolve(...parameters);
          return value instanceof Promise ? value.catch(rethrow) : value;
        } catch (error) {
          return rethrow(error);
        }
      };
    }
  }
  return schema;
}

function rethrow(error: unknown): never {
  if (!(error instanceof ExpectedError)) throw error;
  throw new GraphQLError(error.message, { originalError: error });
}
