import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import express, { type Express } from 'express';
import { type Logger, pino } from 'pino';
import { ByteBudget, type ByteBudgetOptions } from './bulk/byte-budget.ts';
import { DecodingThread } from './bulk/decoding-thread.ts';
import { removeLeftParts } from './bulk/part-file.ts';
import type { Decoding } from './bulk/read-batches.ts';
import { bulkRoutes } from './bulk/routes.ts';
import type { Context } from './context.ts';
import { faultBody } from './error/fault-body.ts';
import { Budget } from './schema/budget.ts';
import { type BodyPatience, bodyDeadline } from './server/body-deadline.ts';
import { compressed } from './server/compressed.ts';
import { announce } from './server/discovery.ts';
import { faults } from './server/faults.ts';
import { graphqlServer } from './server/graphql-http.ts';
import { graphqlRequest } from './server/graphql-request.ts';
import { graphqlSocket } from './server/graphql-socket.ts';
import { guard, loopbackOrigins } from './server/guard.ts';
import { headers } from './server/headers.ts';
import { Heartbeats } from './server/heartbeats.ts';
import { untilClientLeaves } from './server/leaving-client.ts';
import { mustBeLoopback } from './server/loopback.ts';
import { health, readinessOf, ready } from './server/readiness.ts';
import { Sweeper } from './server/sweeper.ts';
import { RunChanges } from './subscription/run-changes.ts';

export interface ApiOptions {
  /** An open database; closed with the API unless `keepOpen`. */
  db: Database;
  keepOpen?: boolean;
  /** Folder of artifacts and of the word where the API answers. */
  home: string;
  /** A name of loopback. */
  host?: string;
  /** 0 for any free one. */
  port: number;
  /** Port of the dashboard, whose pages may ask. */
  webPort: number;
  log?: Logger;
  /** How long the bodies of requests may take; left out: the usual limits. */
  bodyPatience?: BodyPatience;
  /** How much of record batches may be in memory at once; left out: the usual limits. */
  bulkBudget?: ByteBudgetOptions;
}

export interface Api {
  url: string;
  close(): Promise<void>;
}

/**
 * Starts the API on a database.
 *
 * @throws ExpectedError FORBIDDEN for a host that others may reach
 * @throws Error with code EADDRINUSE or EACCES where the port cannot be had
 */
export async function startApi(options: ApiOptions): Promise<Api> {
  const { db, home, host = '127.0.0.1', log = pino({ level: 'silent' }) } = options;
  mustBeLoopback(host);
  const app = express();
  const http = createServer(app);
  // Node's 5 seconds can pass while the embedded database computes in this process: the connection would be closed under the next request.
  http.keepAliveTimeout = 30_000;
  // A file may take longer than any limit for all requests; `bodyDeadline` ends the ones that do not come.
  http.requestTimeout = 0;
  const origins = new Set(loopbackOrigins(options.webPort));

  await removeLeftParts(join(home, 'artifacts'));
  const changes = await RunChanges.listenTo(db);
  const makeContext = (): Context => ({ db, changes, log, remember: true, budget: new Budget() });
  const graphql = graphqlServer(http, log);
  await graphql.start();
  const socket = graphqlSocket(http, origins, makeContext, log);
  const heartbeats = new Heartbeats(db);
  const sweeper = new Sweeper({ db, heartbeats, log });
  const decoding = { thread: new DecodingThread(), budget: new ByteBudget(options.bulkBudget) };
  app.use(bodyDeadline(options.bodyPatience));
  mount(app, { db, home, log, origins, graphql, heartbeats, makeContext, decoding });

  const close = async () => {
    await sweeper.stop();
    await socket.dispose();
    await graphql.stop();
    await changes.close();
    await decoding.thread.close();
  };
  try {
    const port = await listen(http, host, options.port);
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
    sweeper.start();
    const takeBackWord = announce(home, url);
    return {
      url,
      async close() {
        takeBackWord();
        await close();
        if (!options.keepOpen) await db.close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Parts {
  db: Database;
  home: string;
  log: Logger;
  origins: ReadonlySet<string>;
  graphql: ApolloServer<Context>;
  heartbeats: Heartbeats;
  makeContext: () => Context;
  decoding: Decoding;
}

/** Puts the routes in their order: the guard before everything, faults behind everything. */
function mount(app: Express, parts: Parts): void {
  const { db, home, log, origins, graphql, heartbeats, makeContext, decoding } = parts;
  app.disable('x-powered-by');
  app.use(headers());
  app.use(guard(origins));
  app.get('/health', health);
  app.get('/ready', ready(readinessOf(db)));
  app.use('/bulk', untilClientLeaves, bulkRoutes(db, join(home, 'artifacts'), heartbeats, decoding));
  app.use(
    '/graphql',
    compressed(),
    graphqlRequest(),
    untilClientLeaves,
    expressMiddleware(graphql, { context: async () => makeContext() }),
  );
  app.use((request, response) => {
    const message = `${request.path} does not exist. GraphQL is at /graphql.`;
    response.status(404).json(faultBody('NOT_FOUND', message));
  });
  app.use(faults(log));
}

function listen(http: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => resolve((http.address() as AddressInfo).port));
  });
}
