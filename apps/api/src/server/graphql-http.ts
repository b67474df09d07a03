import type { Server } from 'node:http';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';
import { formatError } from '../error/format-error.ts';
import { isOutage, outagePlugin } from '../error/outage-status.ts';
import { repeatsPlugin } from '../error/without-repeats.ts';
import { checkVariables } from '../schema/check-variables.ts';
import { mostTokens, weigh } from '../schema/limits.ts';
import { schema } from '../schema/schema.ts';
import { drain } from './drain.ts';

/** Apollo Server on our schema: weighs each operation, reports its cost, and shows no stack. */
export function graphqlServer(http: Server, log: Logger): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema,
    plugins: [
      drain(http),
      ApolloServerPluginCacheControlDisabled(),
      // Apollo's own page loads scripts from a CDN.
      ApolloServerPluginLandingPageDisabled(),
      costPlugin,
      statusPlugin,
      outagePlugin,
      repeatsPlugin,
    ],
    formatError: (formatted, error) => formatError(formatted, error, log),
    includeStacktraceInErrorResponses: false,
    introspection: true,
    csrfPrevention: true,
    persistedQueries: false,
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

const costPlugin: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    let cost: ReturnType<typeof weigh> | undefined;
    return {
      async didResolveOperation({ document, operation, request, contextValue }) {
        // Apollo itself refuses a request that names no operation of its document.
        if (!operation) return;
        if (operation.operation === 'subscription') {
          const message = 'Subscriptions require WebSocket (graphql-transport-ws); HTTP is not supported.';
          throw new ExpectedError('BAD_INPUT', message);
        }
        checkVariables(schema, operation, request.variables);
        cost = weigh(schema, document, { context: contextValue, variables: request.variables });
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

/**
 * A request that was refused before anything of it was executed has status 400. Apollo answers 500 to what a plugin throws, which a
 * client takes for a failure that may pass, and 200 to persisted queries.
 */
const statusPlugin: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body, http } }) {
        if (body.kind !== 'single' || 'data' in body.singleResult) return;
        const clientFault = (http.status ?? 200) >= 400 && (http.status ?? 200) < 500;
        const { errors = [] } = body.singleResult;
        if (errors.length > 0 && !clientFault) http.status = errors.every(isRefusal) ? 400 : 500;
      },
    };
  },
};

function isRefusal({ extensions }: GraphQLFormattedError): boolean {
  const code = extensions?.code;
  return typeof code === 'string' && !code.startsWith('INTERNAL') && !isOutage(code);
}
