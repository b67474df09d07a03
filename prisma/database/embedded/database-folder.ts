import { access, constants, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { lockFolder } from './folder-lock.ts';

/** A folder that this process alone may open, until it is released. */
export interface DatabaseFolder {
  /**
   * Opens the data in the folder, or makes it. Making that was interrupted is begun anew: nobody has written anything to it yet.
   *
   * @param open what opens or makes the data in a path
   * @throws ExpectedError UNAVAILABLE where that fails, with what to do
   */
  fill<T>(open: (data: string) => Promise<T>): Promise<T>;
  release(): Promise<void>;
}

/**
 * Makes the folder where it is missing, and this process the only one to open it.
 *
 * @throws ExpectedError UNAVAILABLE when another process has it open or it cannot be written to
 */
export async function takeFolder(folder: string): Promise<DatabaseFolder> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    const release = await lockFolder(folder, join(folder, 'lock'));
    return { release, fill: (open) => fill(folder, open) };
  } catch (error) {
    throw describe(folder, error as NodeJS.ErrnoException);
  }
}

async function fill<T>(folder: string, open: (data: string) => Promise<T>): Promise<T> {
  const data = join(folder, 'data');
  const unfinished = join(folder, 'unfinished');
  let version: string | null;
  try {
    if ((await readIfThere(unfinished)) !== null) await rm(data, { recursive: true, force: true });
    version = await readIfThere(join(data, 'PG_VERSION'));
    if (version === null) await writeFile(unfinished, 'The database in data/ is being made.\n');
  } catch (error) {
    throw describe(folder, error as NodeJS.ErrnoException);
  }
  try {
    const opened = await open(data);
    if (version === null) await rm(unfinished);
    return opened;
  } catch (error) {
    throw unopened(folder, version?.trim() ?? null, error);
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function describe(folder: string, error: NodeJS.ErrnoException): Error {
  const reason = reasons[error.code ?? ''];
  if (reason === undefined) return error;
  return new ExpectedError(
    'UNAVAILABLE',
    `The embedded database cannot be kept in ${folder}: ${reason} (${error.path ?? folder}). ` +
      'Choose another folder with STILLHOUSE_HOME.',
  );
}

function unopened(folder: string, version: string | null, error: unknown): ExpectedError {
  const reason = error instanceof Error ? error.message : String(error);
  return new ExpectedError(
    'UNAVAILABLE',
    version === null
      ? `The embedded database could not be made in ${folder}: ${reason}. Is there space on the disk?`
      : `The embedded database in ${folder}, made by PostgreSQL ${version}, cannot be opened: ${reason}. Its files are damaged or of ` +
          'another version: put a backup of the folder in its place, or move it away to begin with an empty one.',
  );
}

const reasons: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a file is in the way',
  EEXIST: 'a file is in the way',
  EISDIR: 'a folder is in the way',
  ENOSPC: 'the disk is full',
};
