import type { Server } from 'node:http';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { forCaller } from '@stillhouse/prisma/database/caller.ts';
import {
  type DocumentNode,
  type ExecutionArgs,
  execute,
  type FormattedExecutionResult,
  GraphQLError,
  getOperationAST,
  parse,
  subscribe,
  validate,
} from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Context } from '../context.ts';
import { formatError } from '../error/format-error.ts';
import { mostSubscriptions, mostTokens, weigh } from '../schema/limits.ts';
import { schema } from '../schema/schema.ts';
import { refusal } from './guard.ts';
import { SocketCallers } from './socket-callers.ts';

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
  const callers = new WeakMap<WebSocket, SocketCallers>();
  http.on('upgrade', (request, socket, head) => {
    const reason =
      request.url?.split('?')[0] === '/graphql' ? refusal(request, origins) : 'There is nothing here.';
    if (reason) {
      // Nobody else listens to this socket: a client that is gone before it is answered would end the process.
      socket.on('error', () => socket.destroy());
      socket.end(
        `HTTP/1.1 403 Forbidden\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n${reason}\n`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      callers.set(client, new SocketCallers(client));
      sockets.emit('connection', client, request);
    });
  });
  return useServer(
    {
      schema,
      execute: (args) => whileItsClientStays(args, () => execute(args)),
      subscribe: (args) => whileItsClientStays(args, () => subscribeOrFault(args)),
      onSubscribe(connection, id, { query, variables, operationName }) {
        const open = Object.keys(connection.subscriptions).length;
        if (open > mostSubscriptions)
          return [tooLarge(`One socket has at most ${mostSubscriptions} operations.`)];
        const document = parseOrFault(query);
        if (document instanceof GraphQLError) return [document];
        const faults = validate(schema, document);
        if (faults.length > 0) return faults;
        const operation = getOperationAST(document, operationName);
        const contextValue: Context = { ...makeContext(), remember: operation?.operation !== 'subscription' };
        try {
          weigh(schema, document, { context: contextValue, variables });
        } catch (error) {
          if (!(error instanceof ExpectedError)) throw error;
          return [tooLarge(error.message)];
        }
        contextValue.left = callers.get(connection.extra.socket)?.begin(id);
        return { schema, document, operationName, variableValues: variables, contextValue };
      },
      onComplete: (connection, id) => callers.get(connection.extra.socket)?.answered(id),
      onError: (_connection, _id, _payload, errors) =>
        errors.map((error) => formatError(error.toJSON(), error, log)),
      onNext(_connection, _id, _payload, _args, { data, errors }): FormattedExecutionResult | undefined {
        if (!errors) return undefined;
        return { data: data ?? null, errors: errors.map((error) => formatError(error.toJSON(), error, log)) };
      },
    },
    sockets,
  );
}

function parseOrFault(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query, { maxTokens: mostTokens });
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function whileItsClientStays<T>({ contextValue }: ExecutionArgs, work: () => T): T {
  const { left } = contextValue as Context;
  return left ? forCaller(left, work) : work();
}

/** What a subscription throws as it begins would end the socket: here it is an answer like any other. */
async function subscribeOrFault(args: ExecutionArgs): ReturnType<typeof subscribe> {
  try {
    return await subscribe(args);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { errors: [new GraphQLError(error.message, { originalError: error })] };
  }
}

function tooLarge(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'TOO_LARGE' } });
}
