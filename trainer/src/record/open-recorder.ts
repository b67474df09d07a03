import { StillhouseClient } from '@stillhouse/client/client.ts';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { openDatabase } from '@stillhouse/prisma/database/open.ts';
import { ApiRecorder } from './api-recorder.ts';
import { apiTarget } from './api-target.ts';
import { Heartbeat } from './heartbeat.ts';
import { createPostgresRecorder } from './postgres-recorder.ts';
import type { Recorder } from './recorder.ts';
import { isHealthy, runningApi } from './running-api.ts';
import { Spool } from './spool.ts';
import { newSpoolFolder, replayLeftSpools } from './spools.ts';
import { startApi } from './start-api.ts';

export interface Destination {
  databaseUrl: string | undefined;
  /** Address of the API, where one was named. */
  apiUrl: string | undefined;
  apiKey: string | undefined;
  /** Where an API that is started here listens, if that port is free. */
  apiPort: number;
  home: string;
  /** Variables of a process that is started. */
  variables: NodeJS.ProcessEnv;
  /** Prints a line for the person who waits. */
  report(line: string): void;
}

export interface OpenedRecorder {
  recorder: Recorder;
  /** One line: where this records, and why there. */
  where: string;
  /** Closes the recorder, and stops the API where it was started for this. */
  close(): Promise<void>;
}

/**
 * The recorder for what the environment says: Postgres where its address is given, else an API that runs, else one started for as long
 * as this process needs it.
 *
 * @throws ExpectedError UNAVAILABLE where none of that can be had
 */
export async function openRecorder(destination: Destination): Promise<OpenedRecorder> {
  const { databaseUrl, home } = destination;
  if (databaseUrl !== undefined) {
    const database = await openDatabase({ url: databaseUrl });
    const heartbeat = new Heartbeat({ kind: 'postgres', url: databaseUrl });
    const recorder = createPostgresRecorder({ database, home, heartbeat });
    const where = `Recording into Postgres (DATABASE_URL, pgvector ${database.version.vector}).`;
    return { recorder, where, close: () => recorder.close() };
  }
  const { url, where, stop } = await findApi(destination);
  const recorder = await openApiRecorder(destination, url);
  return {
    recorder,
    where,
    async close() {
      await recorder.close();
      await stop();
    },
  };
}

interface FoundApi {
  url: string;
  where: string;
  stop(): Promise<void>;
}

/** An API to talk to: the one named, the one that runs, or one started now. */
export async function findApi(destination: Destination): Promise<FoundApi> {
  const { apiUrl, apiPort, home, variables } = destination;
  const leave = async () => undefined;
  if (apiUrl !== undefined) {
    if (await isHealthy(apiUrl))
      return { url: apiUrl, where: `Recording through the API at ${apiUrl}.`, stop: leave };
    throw new ExpectedError(
      'UNAVAILABLE',
      `No Stillhouse API answers at ${apiUrl} (--api or STILLHOUSE_API_URL).`,
    );
  }
  const running = await runningApi(home);
  if (running) {
    return {
      url: running,
      where: `Recording through the API that serves ${home}, at ${running}.`,
      stop: leave,
    };
  }
  const started = await startApi({ home, port: apiPort, variables });
  const where = `Recording into ${home}, through an API at ${started.url} that runs as long as this does.`;
  return { url: started.url, where, stop: () => started.stop() };
}

async function openApiRecorder(destination: Destination, url: string): Promise<ApiRecorder> {
  const { home, apiKey, report } = destination;
  const target = apiTarget(new StillhouseClient({ url, apiKey }));
  const left = await replayLeftSpools(home, target);
  if (left.sent > 0) report(`Sent ${left.sent} calls that waited since an earlier outage.`);
  for (const message of left.refused) report(`The API refused ${message}`);
  return new ApiRecorder({
    target,
    spool: await Spool.open(newSpoolFolder(home)),
    heartbeat: new Heartbeat({ kind: 'api', url, apiKey }),
    report,
  });
}
