import { StillhouseClient } from '@stillhouse/client/client.ts';
import type { Command } from 'commander';
import { readEnvironment } from '../environment.ts';
import { apiTarget } from '../record/api-target.ts';
import { findApi } from '../record/open-recorder.ts';
import { leftSpools, replayLeftSpools } from '../record/spools.ts';
import { address } from './arguments.ts';
import { destinationOf } from './destination.ts';

/** `stillhouse sync` */
export function addSync(program: Command): void {
  program
    .command('sync')
    .description('Send what was recorded on this machine while the API was away.')
    .option(
      '--api <url>',
      'the API to send it to; default: STILLHOUSE_API_URL, or the one that serves STILLHOUSE_HOME',
      address,
    )
    .action(async ({ api }: { api?: string }) => {
      const environment = readEnvironment();
      const spools = await leftSpools(environment.home);
      if (spools.length === 0) {
        console.log(`Nothing waits in ${environment.home}/spool.`);
        return;
      }
      const found = await findApi(destinationOf(environment, api, console.error));
      try {
        const target = apiTarget(new StillhouseClient({ url: found.url, apiKey: environment.apiKey }));
        const { sent, refused } = await replayLeftSpools(environment.home, target);
        console.log(`Sent ${sent} calls to ${found.url}.`);
        for (const sentence of refused) console.error(`Refused and set aside: ${sentence}`);
        if (refused.length > 0) process.exitCode = 1;
      } finally {
        await found.stop();
      }
    });
}
