import { StillhouseClient } from '@stillhouse/client/client.ts';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { openDatabase } from '@stillhouse/prisma/database/open.ts';
import { createApiReader } from './api-reader.ts';
import { ApiRecorder } from './api-recorder.ts';
import { apiTarget } from './api-target.ts';
import type { CallTarget } from './call.ts';
import { Heartbeat } from './heartbeat.ts';
import { createPostgresReader } from './postgres-reader.ts';
import { createPostgresRecorder } from './postgres-recorder.ts';
import type { Reader } from './reader.ts';
import type { Recorder } from './recorder.ts';
import { faultOfApi, runningApi } from './running-api.ts';
import { Spool } from './spool.ts';
import { leftSpools, newSpoolFolder, replayLeftSpools } from './spools.ts';
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
  /** Reads back what was recorded there. */
  reader: Reader;
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
    const database = await openDatabase({ url: databaseUrl, onWarning: destination.report });
    const heartbeat = new Heartbeat({ kind: 'postgres', url: databaseUrl }, destination.report);
    const recorder = createPostgresRecorder({ database, home, heartbeat });
    const where = `Recording into Postgres (DATABASE_URL, pgvector ${database.version.vector}).`;
    const reader = createPostgresReader(database);
    return { recorder, reader, where, close: () => recorder.close() };
  }
  const { url, where, stop } = await findApi(destination);
  const recorder = await openApiRecorder(destination, url);
  return {
    recorder,
    reader: createApiReader(new StillhouseClient({ url, apiKey: destination.apiKey })),
    where,
    async close() {
      await recorder.close();
      await stop();
      await sendRest(destination);
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
    const fault = await faultOfApi(apiUrl);
    if (fault === null) return { url: apiUrl, where: `Recording through the API at ${apiUrl}.`, stop: leave };
    throw new ExpectedError(
      'UNAVAILABLE',
      `No Stillhouse API answers at ${apiUrl} (--api or STILLHOUSE_API_URL): ${fault}. \`npm start\` prints the address of one.`,
    );
  }
  const served = (url: string) => `Recording through the API that serves ${home}, at ${url}.`;
  const running = await runningApi(home);
  if (running) return { url: running, where: served(running), stop: leave };
  const { url, own, stop } = await startApi({ home, port: apiPort, variables });
  const ours = `Recording into ${home}, through an API at ${url} that runs as long as this does.`;
  return { url, where: own ? ours : served(url), stop };
}

/** Where the API of the home folder went away and did not come back, brings one up once more for what still waits. */
async function sendRest({ apiUrl, apiKey, apiPort, home, variables, report }: Destination): Promise<void> {
  if (apiUrl !== undefined || (await leftSpools(home)).length === 0) return;
  const api = await startApi({ home, port: apiPort, variables });
  try {
    await sendLeft(home, apiTarget(new StillhouseClient({ url: api.url, apiKey })), report);
  } finally {
    await api.stop();
  }
}

async function sendLeft(home: string, target: CallTarget, report: (line: string) => void): Promise<void> {
  const { sent, refused } = await replayLeftSpools(home, target);
  if (sent > 0) report(`Sent ${sent} calls that waited since an outage.`);
  for (const message of refused) report(`The API refused ${message}`);
}

async function openApiRecorder(destination: Destination, url: string): Promise<ApiRecorder> {
  const { home, apiKey, report } = destination;
  const target = apiTarget(new StillhouseClient({ url, apiKey }));
  await sendLeft(home, target, report);
  return new ApiRecorder({
    target,
    spool: await Spool.open(newSpoolFolder(home)),
    heartbeat: new Heartbeat({ kind: 'api', url, apiKey }, report),
    report,
  });
}
