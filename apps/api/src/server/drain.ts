import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { ApolloServerPlugin } from '@apollo/server';

/**
 * Closes the server when Apollo stops: idle connections at once, the others after their last response, and all remaining ones after
 * `patience` milliseconds. It replaces Apollo's own plugin, which reads `request.socket` when a response is finished. Node sets that to null
 * for a request whose body is no longer read, such as an interrupted upload, and Apollo's plugin then throws an uncaught error.
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
