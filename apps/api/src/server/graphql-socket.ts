import type { Server } from 'node:http';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type FormattedExecutionResult, GraphQLError, parse, validate } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import type { Context } from '../context.ts';
import { formatError } from '../error/format-error.ts';
import { weigh } from '../schema/limits.ts';
import { schema } from '../schema/schema.ts';
import { refusal } from './guard.ts';

const mostBytes = 1024 * 1024;

/**
 * GraphQL over WebSocket (graphql-ws) at /graphql, for subscriptions: the same guard and limits as over HTTP.
 *
 * @returns what closes it
 */
export function graphqlSocket(
  http: Server,
  origins: ReadonlySet<string>,
  makeContext: () => Context,
  log: Logger,
): { dispose: () => void | Promise<void> } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: mostBytes });
  http.on('upgrade', (request, socket, head) => {
    const reason =
      request.url?.split('?')[0] === '/graphql' ? refusal(request, origins) : 'There is nothing here.';
    if (reason) {
      socket.end(
        `HTTP/1.1 403 Forbidden\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n${reason}\n`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request));
  });
  return useServer(
    {
      schema,
      context: makeContext,
      onSubscribe(_context, _id, { query, variables, operationName }) {
        const document = parse(query);
        const faults = validate(schema, document);
        if (faults.length > 0) return faults;
        const contextValue = makeContext();
        try {
          weigh(schema, document, { context: contextValue, variables });
        } catch (error) {
          if (!(error instanceof ExpectedError)) throw error;
          return [new GraphQLError(error.message, { extensions: { code: error.code } })];
        }
        return { schema, document, operationName, variableValues: variables, contextValue };
      },
      onError: (_context, _id, _payload, errors) =>
        errors.map((error) => formatError(error.toJSON(), error, log)),
      onNext(_context, _id, _payload, _args, { data, errors }): FormattedExecutionResult | undefined {
        if (!errors) return undefined;
        return { data: data ?? null, errors: errors.map((error) => formatError(error.toJSON(), error, log)) };
      },
    },
    sockets,
  );
}
