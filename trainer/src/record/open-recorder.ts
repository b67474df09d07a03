import { StillhouseClient } from '@stillhouse/client/client.ts';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { openDatabase } from '@stillhouse/prisma/database/open.ts';
import { createApiReader } from './api-reader.ts';
import { apiTarget } from './api-target.ts';
import type { CallTarget } from './call.ts';
import { callRecorder } from './call-recorder.ts';
import { destinationName } from './destination-name.ts';
import type { PlatformAddress } from './platform.ts';
import { createPostgresReader } from './postgres-reader.ts';
import { postgresTarget } from './postgres-target.ts';
import type { Reader } from './reader.ts';
import type { Recorder } from './recorder.ts';
import { faultOfApi, runningApi } from './running-api.ts';
import { sendLeft } from './send-left.ts';
import { leftSpools, newSpoolFolder } from './spools.ts';
import { startApi } from './start-api.ts';
import { RecorderThread } from './thread/recorder-thread.ts';

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
  /** Samples the system for runs. */
  system: Pick<RecorderThread, 'follow' | 'unfollow'>;
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
  const { databaseUrl, home, apiKey, report } = destination;
  if (databaseUrl !== undefined) {
    const database = await openDatabase({ url: databaseUrl, onWarning: report });
    const target = postgresTarget(async () => database, home);
    const recording = await record(destination, { kind: 'postgres', url: databaseUrl, home }, target);
    return {
      ...recording,
      reader: createPostgresReader(database),
      where: `Recording to Postgres (DATABASE_URL, pgvector ${database.version.vector}).`,
      async close() {
        await recording.recorder.close();
        await database.close();
      },
    };
  }
  const { url, where, stop } = await findApi(destination);
  const client = new StillhouseClient({ url, apiKey });
  const recording = await record(destination, { kind: 'api', url, apiKey }, apiTarget(client));
  return {
    ...recording,
    reader: createApiReader(client),
    where,
    async close() {
      await recording.recorder.close();
      await stop();
      await sendRest(destination);
    },
  };
}

/** Sends what earlier processes left, and starts the thread that records. */
async function record(
  destination: Destination,
  address: PlatformAddress,
  target: CallTarget,
): Promise<Pick<OpenedRecorder, 'recorder' | 'system'>> {
  const { home, report } = destination;
  const name = await destinationName(destination);
  await sendLeft({ home, destination: name, target, report });
  const thread = new RecorderThread({ address, spool: newSpoolFolder(home, name), report });
  // Loading its modules is over before a step can keep this thread, and with it the loader, busy.
  await thread.flush();
  return { recorder: callRecorder(thread), system: thread };
}

export interface FoundApi {
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
      `No Stillhouse API responds at ${apiUrl} (--api or STILLHOUSE_API_URL): ${fault}. Start one with \`npm start\`, which prints its address.`,
    );
  }
  const served = (url: string) => `Recording through the API that serves ${home}, at ${url}.`;
  const running = await runningApi(home);
  if (running) return { url: running, where: served(running), stop: leave };
  const { url, own, stop } = await startApi({ home, port: apiPort, variables });
  const ours = `Recording to ${home} through an API at ${url}, which runs until this command ends.`;
  return { url, where: own ? ours : served(url), stop };
}

/** Where the API of the home folder went away and did not come back, starts one once more for what still waits. */
async function sendRest(destination: Destination): Promise<void> {
  const { apiUrl, apiKey, apiPort, home, variables, report } = destination;
  if (apiUrl !== undefined) return;
  const name = await destinationName(destination);
  if ((await leftSpools(home)).every((left) => left.destination !== name)) return;
  const api = await startApi({ home, port: apiPort, variables });
  const target = apiTarget(new StillhouseClient({ url: api.url, apiKey }));
  try {
    await sendLeft({ home, destination: name, target, report });
  } finally {
    await api.stop();
  }
}
