import { connect as connectTo, createServer, type Server, type Socket } from 'node:net';

/** Stands between a client and a server, and can cut all connections and refuse new ones. */
export interface CuttingProxy {
  port: number;
  /** Breaks every connection and refuses new ones, until `restore`. */
  cut(): void;
  /** Takes connections, but passes nothing on in either direction, until `restore`. */
  freeze(): void;
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** A proxy on a free port of loopback. */
export async function openProxy(target: { host: string; port: number }): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let frozen = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const accept = (client: Socket) => {
    keep(client);
    if (frozen) return void client.pause();
    const server = connectTo(target.port, target.host);
    keep(server);
    client.pipe(server);
    server.pipe(client);
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  };
  let listening: Server = await listen(accept, 0);
  const { port } = listening.address() as { port: number };
  const stop = () => {
    listening.close();
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port,
    cut: stop,
    freeze() {
      frozen = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    async restore() {
      frozen = false;
      stop();
      listening = await listen(accept, port);
    },
    async close() {
      stop();
    },
  };
}

function listen(accept: (client: Socket) => void, port: number): Promise<Server> {
  const server = createServer(accept);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
