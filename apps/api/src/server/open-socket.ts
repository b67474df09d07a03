import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { CloseCode, type WebSocket as GraphQLSocket, MessageType } from 'graphql-ws';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import { readJson } from '../json/read-json.ts';
import { mostUnread } from '../schema/limits.ts';

/** Code with which a client that does not read is closed. */
export const slowReader = 4413;

/** Milliseconds between two pings; a client that has not answered one by the next is gone, or does not read. */
const keepAlive = 12_000;

type Closed = (code?: number, reason?: string) => Promise<void>;

/**
 * Connects a WebSocket with graphql-ws, as its own `useServer` does, and refuses messages that would harm this process: what JSON.parse
 * alters (readJson), and anything from a client that does not read its answers.
 *
 * @param open tells graphql-ws of the socket; returns what is to be told when it is closed
 */
export function openSocket(socket: WebSocket, open: (socket: GraphQLSocket) => Closed, log: Logger): void {
  let answered = true;
  const pings = setInterval(() => {
    if (!answered) socket.terminate();
    else socket.ping();
    answered = false;
  }, keepAlive);
  socket.on('pong', () => {
    answered = true;
  });
  // A message that is too long, or no WebSocket frame: ws closes the socket with the fitting code.
  socket.on('error', (error) => log.debug({ err: error }, 'a WebSocket failed'));
  const closed = open({
    protocol: socket.protocol,
    send: (data) =>
      new Promise((resolve, reject) => {
        if (socket.readyState !== socket.OPEN) resolve();
        else socket.send(data, (error) => (error ? reject(error) : resolve()));
      }),
    close: (code, reason) => socket.close(code, reason),
    onMessage: (handle) => {
      socket.on('message', (data) => {
        if (socket.readyState !== socket.OPEN) return;
        if (socket.bufferedAmount > mostUnread) {
          endSlow(socket);
          return;
        }
        const text = String(data);
        const refused = refusalOf(text);
        if (refused !== null) socket.send(refused);
        else handle(text).catch((error: unknown) => fail(socket, error, log));
      });
    },
  });
  socket.once('close', (code, reason) => {
    clearInterval(pings);
    void closed(code, String(reason));
  });
}

/** The answer to a message whose values would be altered; null for any other, also for one that is no JSON, which graphql-ws refuses. */
function refusalOf(text: string): string | null {
  try {
    readJson(text, 'The message');
    return null;
  } catch (error) {
    if (!(error instanceof ExpectedError) || error.path.length === 0) return null;
    const { id } = JSON.parse(text) as { id?: unknown };
    const { code, path: input, message } = error;
    const payload = [{ message, extensions: { code, input } }];
    return JSON.stringify({ id: String(id ?? ''), type: MessageType.Error, payload });
  }
}

/** Closes a socket whose client does not read, which would not read the close either. */
function endSlow(socket: WebSocket): void {
  socket.close(slowReader, 'The answers are not read');
  setTimeout(() => socket.terminate(), 1000).unref();
}

function fail(socket: WebSocket, error: unknown, log: Logger): void {
  if (socket.readyState !== socket.OPEN) return;
  log.error({ err: error }, 'unexpected error on a WebSocket');
  socket.close(CloseCode.InternalServerError, 'Internal server error');
}
