import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { readLedger } from '../stage/run/run-ledger.ts';

/** Where a home folder keeps the ledgers of its trainings. */
function ledgerFolder(home: string): string {
  return join(home, 'trainings');
}

/** File for the ledger of a training that begins now. */
export function newLedgerPath(home: string, now: Date = new Date()): string {
  return join(ledgerFolder(home), `${now.toISOString().replace(/[:.]/g, '-')}_${process.pid}.json`);
}

/**
 * The ledger that has this run.
 *
 * @param wanted a run's id, as the trainer prints it or as it stands in the dashboard's address
 * @throws ExpectedError NOT_FOUND
 */
export async function findLedger(home: string, wanted: string): Promise<string> {
  const id = bareRunId(wanted);
  const folder = ledgerFolder(home);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names
    .filter((one) => one.endsWith('.json'))
    .sort()
    .reverse()) {
    const path = join(folder, name);
    if ((await readLedger(path)).runs.some((run) => run.id === id)) return path;
  }
  throw new ExpectedError(
    'NOT_FOUND',
    `No training in ${folder} contains the run ${wanted}. Resume a run on the machine and with the STILLHOUSE_HOME that it was started with.`,
    ['resume'],
  );
}

/** A run's UUID, also from an id of the API, which is base64 of `Run:<uuid>`. */
export function bareRunId(id: string): string {
  const decoded = Buffer.from(decodeURIComponent(id), 'base64').toString('utf8');
  return (decoded.startsWith('Run:') ? decoded.slice('Run:'.length) : id).toLowerCase();
}
