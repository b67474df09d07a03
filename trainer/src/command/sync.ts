import type { Command } from 'commander';
import { readEnvironment } from '../environment.ts';
import { leftSpools } from '../record/spools.ts';
import { syncLeft } from '../record/sync-left.ts';
import { address } from './arguments.ts';
import { destinationOf } from './destination.ts';

/** `stillhouse sync` */
export function addSync(program: Command): void {
  program
    .command('sync')
    .description(
      'Send calls that were recorded on this machine while the API or the database was unavailable.',
    )
    .option(
      '--api <url>',
      'send all calls to this API; default: the calls recorded for DATABASE_URL, for STILLHOUSE_API_URL, or for the API that serves STILLHOUSE_HOME',
      address,
    )
    .action(async ({ api }: { api?: string }) => {
      const environment = readEnvironment();
      if ((await leftSpools(environment.home)).length === 0) {
        console.log(`There are no unsent calls in ${environment.home}/spool.`);
        return;
      }
      const destination = destinationOf(environment, api, console.error);
      const { sent, refused, where } = await syncLeft(destination, api !== undefined);
      console.log(`Sent ${sent} calls to ${where}.`);
      if (refused.length > 0) process.exitCode = 1;
    });
}
