import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { unwritableReasons } from '@stillhouse/domain/error/unwritable.ts';
import { EngineFault } from './engine/engine-fault.ts';

const elsewhere = 'or choose another folder with STILLHOUSE_HOME';

/** What to report of a folder that cannot be used; an error that says nothing to its user is passed on. */
export function folderFault(folder: string, error: unknown): unknown {
  const { code = '', path } = error as NodeJS.ErrnoException;
  if (isFull(code)) return full(folder, `write ${path ?? folder}`);
  const reason = unwritableReasons[code];
  if (reason === undefined) return error;
  return new ExpectedError(
    'UNAVAILABLE',
    `The embedded database cannot be stored in ${folder}: ${reason} (${path ?? folder}). Fix this, ${elsewhere}.`,
  );
}

/**
 * What to report of a database that cannot be opened: a full disk, a missing permission, another version of Postgres or damage.
 *
 * @param version of Postgres that made the data; null where it was to be created
 */
export function openingFault(folder: string, version: string | null, error: unknown): unknown {
  if (error instanceof ExpectedError) return error;
  const report = error instanceof EngineFault ? error.report : { code: null, full: false, log: '' };
  const reason = error instanceof Error ? error.message : String(error);
  if (
    report.full ||
    isFull(report.code ?? '') ||
    /No space left on device|Disk quota exceeded/.test(report.log)
  )
    return full(folder, 'open it');
  const denied = /Permission denied|Operation not permitted|Read-only file system/.exec(report.log)?.[0];
  if (denied || unwritableReasons[report.code ?? '']) {
    return new ExpectedError(
      'UNAVAILABLE',
      `The embedded database in ${folder} cannot be opened: ${denied ? reason : unwritableReasons[report.code ?? '']}. ` +
        `All its files must belong to the user who opens it. Change their owner, ${elsewhere}.`,
    );
  }
  if (version === null)
    return new ExpectedError(
      'UNAVAILABLE',
      `The embedded database could not be created in ${folder}: ${reason}.`,
    );
  const [, theirs, ours] =
    /initialized by PostgreSQL version (\S+), which is not compatible with this version (\S+?)\.?$/m.exec(
      report.log,
    ) ?? [];
  if (theirs && ours) {
    return new ExpectedError(
      'UNAVAILABLE',
      `The embedded database in ${folder} was created by PostgreSQL ${theirs}; this version of Stillhouse contains PostgreSQL ${ours}. ` +
        `Open it with the version that created it, ${elsewhere}.`,
    );
  }
  return new ExpectedError(
    'UNAVAILABLE',
    `The embedded database in ${folder}, created by PostgreSQL ${version}, cannot be opened: ${reason}. Its files are damaged: replace the ` +
      'folder with a backup, or move it away to start with an empty one.',
  );
}

function full(folder: string, what: string): ExpectedError {
  return new ExpectedError(
    'STORAGE_FULL',
    `There is no space left on the disk to ${what === 'open it' ? `open the embedded database in ${folder}` : what}. ` +
      'Its files are not damaged: free space and start again.',
  );
}

function isFull(code: string): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT';
}
