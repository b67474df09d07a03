import { StillhouseClient } from '@stillhouse/client/client.ts';
import { openDatabase } from '@stillhouse/prisma/database/open.ts';
import { apiTarget } from './api-target.ts';
import { destinationName } from './destination-name.ts';
import { type Destination, findApi } from './open-recorder.ts';
import { postgresTarget } from './postgres-target.ts';
import type { Replay } from './replay.ts';
import { sendLeft } from './send-left.ts';

/**
 * Sends the calls that earlier processes left on this machine.
 *
 * @param everything also those that were recorded for another destination
 * @returns what became of them, and the address that they were sent to
 * @throws ExpectedError UNAVAILABLE where the destination is away
 */
export async function syncLeft(
  destination: Destination,
  everything: boolean,
): Promise<Replay & { where: string }> {
  const { databaseUrl, home, apiKey, report } = destination;
  const name = await destinationName(destination);
  const common = { home, destination: everything ? null : name, report };
  if (databaseUrl !== undefined) {
    const database = await openDatabase({ url: databaseUrl, onWarning: report });
    try {
      const target = postgresTarget(async () => database, home);
      return { ...(await sendLeft({ ...common, target })), where: name };
    } finally {
      await database.close();
    }
  }
  const found = await findApi(destination);
  try {
    const target = apiTarget(new StillhouseClient({ url: found.url, apiKey }));
    return { ...(await sendLeft({ ...common, target })), where: found.url };
  } finally {
    await found.stop();
  }
}
