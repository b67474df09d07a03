import type { StillhouseClient } from '@stillhouse/client/client.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { apiTarget } from '@stillhouse/trainer/record/api-target.ts';
import { type Call, type CallTarget, perform } from '@stillhouse/trainer/record/call.ts';
import { callRecorder } from '@stillhouse/trainer/record/call-recorder.ts';
import { Outbox, type OutboxOptions } from '@stillhouse/trainer/record/outbox.ts';
import type { Platform } from '@stillhouse/trainer/record/platform.ts';
import { postgresTarget } from '@stillhouse/trainer/record/postgres-target.ts';
import type { Recorder } from '@stillhouse/trainer/record/recorder.ts';
import { Spool } from '@stillhouse/trainer/record/spool.ts';
import { expect } from 'vitest';

/** A platform that nobody beats to. */
export function platformOf(target: CallTarget, name = 'The API'): Platform {
  return {
    ...{ name, target },
    beat: async () => undefined,
    answers: async () => true,
    close: async () => undefined,
  };
}

/** A recorder through an API, in this thread; an outage fails the test unless it is reported elsewhere. @param folder of its spool */
export async function apiRecorder(
  client: StillhouseClient,
  folder: string,
  options: Partial<OutboxOptions> = {},
): Promise<Recorder> {
  const spool = await Spool.open(folder);
  const platform = platformOf(apiTarget(client));
  return callRecorder(new Outbox({ platform, spool, report: expect.fail, ...options }));
}

/** A recorder straight into a database that this process has open, in this thread. It leaves the database open. */
export function databaseRecorder(database: Database, home: string): Recorder {
  const target = postgresTarget(async () => database, home);
  const nothing = async () => undefined;
  return callRecorder({ deliver: (call: Call) => perform(target, call), flush: nothing, close: nothing });
}
