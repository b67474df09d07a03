import type { Server } from 'node:http';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';
import { formatError } from '../error/format-error.ts';
import { outagePlugin } from '../error/outage-status.ts';
import { mostTokens, weigh } from '../schema/limits.ts';
import { schema } from '../schema/schema.ts';

/** Apollo Server on our schema: weighs each operation, says its cost, and shows no stack. */
export function graphqlServer(http: Server, log: Logger): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema,
    plugins: [
      ApolloServerPluginDrainHttpServer({ httpServer: http }),
      ApolloServerPluginCacheControlDisabled(),
      costPlugin,
      outagePlugin,
    ],
    formatError: (formatted, error) => formatError(formatted, error, log),
    includeStacktraceInErrorResponses: false,
    introspection: true,
    csrfPrevention: true,
    parseOptions: { maxTokens: mostTokens },
    stopOnTerminationSignals: false,
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: (m) => log.warn(m),
      error: (m) => log.error(m),
    },
  });
}

/** Where nothing else is said, Apollo answers with status 500, which a client takes for a failure that may pass. */
function refused(error: unknown): unknown {
  if (!(error instanceof ExpectedError)) return error;
  return new GraphQLError(error.message, { originalError: error, extensions: { http: { status: 400 } } });
}

const costPlugin: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    let cost: ReturnType<typeof weigh> | undefined;
    return {
      async didResolveOperation({ document, request, contextValue }) {
        try {
          cost = weigh(schema, document, { context: contextValue, variables: request.variables });
        } catch (error) {
          throw refused(error);
        }
      },
      async willSendResponse({ response, contextValue }) {
        if (!cost || response.body.kind !== 'single') return;
        const { singleResult } = response.body;
        singleResult.extensions = {
          ...singleResult.extensions,
          cost: { ...cost, ...contextValue.budget.read },
        };
      },
    };
  },
};
