import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { ApolloServerPlugin } from '@apollo/server';

/**
 * Closes the server when Apollo stops: idle connections at once, the others after their last answer, what is left after `patience`
 * milliseconds. Apollo's own plugin looks for a request's connection in `request.socket` when the answer is finished. Node's streams set
 * that to null in a request whose body they stop reading, such as an upload that was cut off: Apollo then waits for a connection that has
 * nothing under way, and throws where nobody can catch it.
 */
export function drain(http: Server, patience = 10_000): ApolloServerPlugin {
  const underWay = new Map<Socket, number>();
  let stopping = false;
  http.on('connection', (socket) => {
    underWay.set(socket, 0);
    socket.once('close', () => underWay.delete(socket));
  });
  http.on('request', ({ socket }, response) => {
    underWay.set(socket, (underWay.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const before = underWay.get(socket);
      if (before === undefined) return;
      underWay.set(socket, before - 1);
      if (stopping && before === 1) socket.end();
    });
  });

  async function drainServer(): Promise<void> {
    stopping = true;
    const closed = new Promise((resolve) => http.close(resolve));
    for (const [socket, requests] of underWay) if (requests === 0) socket.end();
    const impatient = setTimeout(() => {
      for (const socket of underWay.keys()) socket.destroy();
    }, patience);
    await closed;
    clearTimeout(impatient);
  }
  return { serverWillStart: async () => ({ drainServer }) };
}
