import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '@stillhouse/prisma/database/open.ts';
import { keepHomePrivate } from '@stillhouse/prisma/files/keep-home-private.ts';
import { pino } from 'pino';
import { readEnvironment } from './environment.ts';
import { describeFailure } from './server/describe-failure.ts';
import { type Api, startApi } from './start-api.ts';

/** In milliseconds. */
const longestClosing = 20_000;

/** Serves the API until SIGINT or SIGTERM, or until the process that started it is gone. */
async function main(): Promise<void> {
  // Listened for from the first moment: as soon as the API can be found it may be told to end.
  const told = whenTold();
  const api = await start();
  await told;
  // A database that hangs must not keep the process, its port and its lock alive.
  setTimeout(() => process.exit(1), longestClosing).unref();
  await api.close();
}

async function start(): Promise<Api> {
  const { databaseUrl, home, durability, host, port, webPort, logLevel, readTimeout, connections } =
    readEnvironment();
  const log = pino({ level: logLevel });
  mkdirSync(home, { recursive: true });
  await keepHomePrivate(home);
  const db = await openDatabase({
    url: databaseUrl,
    folder: join(home, 'database'),
    durability,
    readTimeout,
    connections,
    onWarning: (message) => log.warn(message),
  });
  try {
    const api = await startApi({ db, home, host, port, webPort, log });
    log.info({ url: api.url, database: db.kind }, 'Stillhouse API is ready');
    return api;
  } catch (error) {
    await db.close();
    throw error;
  }
}

function whenTold(): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(event, () => resolve());
  });
}

/** One line for what somebody can mend; the stack only for what is a fault of ours. */
function fail(error: unknown): never {
  const line = describeFailure(error);
  console.error(line === null ? error : `stillhouse: ${line}`);
  process.exit(1);
}

// What is recorded is its owner's alone, whatever the user's own umask.
process.umask(0o077);
main().then(() => process.exit(0), fail);
