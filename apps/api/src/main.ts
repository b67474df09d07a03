import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { openDatabase } from '@stillhouse/prisma/database/open.ts';
import { pino } from 'pino';
import { readEnvironment } from './environment.ts';
import { type Api, startApi } from './start-api.ts';

/** Serves the API until SIGINT or SIGTERM, or until the process that started it is gone. */
async function main(): Promise<void> {
  const { databaseUrl, home, host, port, webPort, logLevel } = readEnvironment();
  const log = pino({ level: logLevel });
  mkdirSync(home, { recursive: true });
  const db = await openDatabase({
    url: databaseUrl,
    folder: join(home, 'database'),
    onWarning: (message) => log.warn(message),
  });
  const api = await startApi({ db, home, host, port, webPort, log }).catch(async (error: unknown) => {
    await db.close();
    throw error;
  });
  log.info({ url: api.url, database: db.kind }, 'Stillhouse API is ready');
  closeWhenTold(api);
}

function closeWhenTold(api: Api): void {
  let closing = false;
  const close = () => {
    if (closing) return;
    closing = true;
    api.close().then(() => process.exit(0), fail);
  };
  process.on('SIGINT', close);
  process.on('SIGTERM', close);
  process.on('disconnect', close);
}

/** One line for what somebody can mend; the stack only for what is a fault of ours. */
function fail(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    console.error(
      'stillhouse: the port is in use (by another Stillhouse?). Choose another: STILLHOUSE_API_PORT=…',
    );
  } else if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    console.error(
      `stillhouse: permission denied: ${(error as Error).message}. Choose another folder: STILLHOUSE_HOME=…`,
    );
  } else if (
    error instanceof ExpectedError ||
    (error instanceof Error && error.message.startsWith('The environment'))
  ) {
    console.error(`stillhouse: ${error.message}`);
  } else {
    console.error(error);
  }
  process.exit(1);
}

main().catch(fail);
