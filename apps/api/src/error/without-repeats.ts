import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { Context } from '../context.ts';

/**
 * The errors of an answer without those that repeat an earlier one for another item of the same list: a chart of 10,001 metrics that reads
 * too much is refused once, not 10,001 times.
 */
export function withoutRepeats(errors: readonly GraphQLFormattedError[]): GraphQLFormattedError[] {
  const first = new Map<string, GraphQLFormattedError>();
  for (const error of errors) {
    const { message, path = [], extensions, locations } = error;
    const field = path.map((part) => (typeof part === 'number' ? '*' : part));
    const key = JSON.stringify([field, message, extensions, locations]);
    if (!first.has(key)) first.set(key, error);
  }
  return [...first.values()];
}

export const repeatsPlugin: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body } }) {
        if (body.kind !== 'single' || !body.singleResult.errors) return;
        body.singleResult.errors = withoutRepeats(body.singleResult.errors);
      },
    };
  },
};
