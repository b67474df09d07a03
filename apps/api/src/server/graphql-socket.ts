import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { forCaller } from '@stillhouse/prisma/database/caller.ts';
import {
  type ExecutionArgs,
  execute,
  type FormattedExecutionResult,
  GraphQLError,
  getOperationAST,
  subscribe,
} from 'graphql';
import { type Context as Connection, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import type { Context } from '../context.ts';
import { formatError } from '../error/format-error.ts';
import { mostQueries, mostSubscriptions } from '../schema/limits.ts';
import { schema } from '../schema/schema.ts';
import { refusal } from './guard.ts';
import { openSocket } from './open-socket.ts';
import { readOperation } from './read-operation.ts';
import { SocketCallers } from './socket-callers.ts';

/** Most bytes of a message. */
const mostBytes = 1024 * 1024;

/** What is kept of a connection. */
interface Extra {
  /** Ids of its open queries and mutations. */
  queries: Set<string>;
  callers: SocketCallers;
}

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
): { dispose: () => Promise<void> } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: mostBytes, handleProtocols });
  http.on('upgrade', (request, socket, head) => {
    const reason =
      request.url?.split('?')[0] === '/graphql'
        ? refusal(request, origins)
        : 'Not found. The GraphQL WebSocket is at /graphql.';
    if (reason) refuseUpgrade(socket, reason);
    else sockets.handleUpgrade(request, socket, head, (client) => accept(client, request));
  });
  const server = makeServer<Record<string, unknown>, Extra>({
    schema,
    execute: (args) => whileItsClientStays(args, () => execute(args)),
    subscribe: (args) => whileItsClientStays(args, () => subscribeOrFault(args)),
    async onSubscribe(connection, id, payload) {
      try {
        return begin(connection, id, payload, makeContext());
      } catch (error) {
        return [asGraphQLError(error)];
      }
    },
    onComplete: ({ extra }, id) => forget(extra, id),
    onError: ({ extra }, id, _payload, errors) => {
      forget(extra, id);
      return errors.map((error) => formatError(error.toJSON(), error, log));
    },
    onNext(_connection, _id, _payload, _args, { data, errors }): FormattedExecutionResult | undefined {
      if (!errors) return undefined;
      return { data: data ?? null, errors: errors.map((error) => formatError(error.toJSON(), error, log)) };
    },
  });
  const accept = (client: Parameters<typeof openSocket>[0], request: IncomingMessage) => {
    const extra = { queries: new Set<string>(), callers: new SocketCallers(client) };
    openSocket(client, (socket) => server.opened(socket, extra), log);
    sockets.emit('connection', client, request);
  };
  return {
    dispose: async () => {
      for (const client of sockets.clients) client.close(1001, 'Going away');
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
    },
  };
}

/** Checks an operation and counts it. @throws ExpectedError or GraphQLError where it is refused */
function begin(
  { subscriptions, extra }: Connection<Record<string, unknown>, Extra>,
  id: string,
  payload: SubscribePayload,
  context: Context,
): ExecutionArgs {
  if (Object.keys(subscriptions).length > mostSubscriptions)
    throw new ExpectedError(
      'TOO_LARGE',
      `A socket can have at most ${mostSubscriptions} operations. Open another one.`,
    );
  const args = readOperation(payload, context, () => extra.callers.begin(id));
  if (getOperationAST(args.document, args.operationName)?.operation === 'subscription') return args;
  if (extra.queries.size >= mostQueries) {
    const message = `A socket can have at most ${mostQueries} pending queries and mutations. Wait for results before sending more.`;
    throw new ExpectedError('TOO_LARGE', message);
  }
  extra.queries.add(id);
  return args;
}

function forget({ queries, callers }: Extra, id: string): void {
  queries.delete(id);
  callers.answered(id);
}

function whileItsClientStays<T>({ contextValue }: ExecutionArgs, work: () => T): T {
  const { left } = contextValue as Context;
  return left ? forCaller(left, work) : work();
}

function refuseUpgrade(socket: Duplex, reason: string): void {
  // The socket has no other error listener: without this one, a client that disconnects early would crash the process.
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 403 Forbidden\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n${reason}\n`);
}

/** What a subscription throws as it begins would end the socket: here it is an answer like any other. */
async function subscribeOrFault(args: ExecutionArgs): ReturnType<typeof subscribe> {
  try {
    return await subscribe(args);
  } catch (error) {
    return { errors: [asGraphQLError(error)] };
  }
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const { message } = error as Error;
  return new GraphQLError(message, { originalError: error as Error });
}
