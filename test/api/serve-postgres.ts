import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApi } from '@stillhouse/api/start-api.ts';
import { openDatabase } from '@stillhouse/prisma/database/open.ts';
import pg from 'pg';
import { databaseUrl, openTestDatabase } from '../prisma/open-test-database.ts';
import { type CuttingProxy, openProxy } from '../tcp-proxy.ts';

/** An API on a fresh database of a server, reached through a proxy that can be cut. */
export interface ServedPostgres {
  url: string;
  proxy: CuttingProxy;
  /** Past the proxy and the API. */
  admin: pg.Client;
  /** A further session past the proxy, closed with the rest. */
  connect(): Promise<pg.Client>;
  close(): Promise<void>;
}

/** @param options connections and read timeout of the API */
export async function servePostgres(
  server: string,
  options: { connections?: number; readTimeout?: number } = {},
): Promise<ServedPostgres> {
  const clone = await openTestDatabase();
  const [row] = await clone.query<{ name: string }>('SELECT current_database() AS name');
  const direct = databaseUrl(server, row?.name ?? '');
  const { hostname, port } = new URL(server);
  const proxy = await openProxy({ host: hostname, port: Number(port) });
  const through = new URL(direct);
  through.host = `127.0.0.1:${proxy.port}`;
  const clients: pg.Client[] = [];
  const connect = async () => {
    const client = new pg.Client({ connectionString: direct });
    await client.connect();
    clients.push(client);
    return client;
  };
  const admin = await connect();
  const home = await mkdtemp(join(tmpdir(), 'stillhouse-api-'));
  const db = await openDatabase({ url: through.href, migrate: false, ...options });
  const api = await startApi({ db, home, port: 0, webPort: 43_210 });
  return {
    url: api.url,
    proxy,
    admin,
    connect,
    async close() {
      await api.close();
      await proxy.close();
      for (const client of clients) await client.end();
      await clone.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
