import { access, constants, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keepPrivate } from '../../files/keep-private.ts';
import { syncFolder, syncTree } from '../../files/sync.ts';
import { type FolderLock, lockFolder } from './lock/folder-lock.ts';
import { folderFault, openingFault } from './start-fault.ts';

/** A folder that this process alone may open, until it is released. */
export interface DatabaseFolder extends FolderLock {
  /**
   * Opens the data in the folder, or creates it. Creating that was interrupted is started again: nobody has written anything to it yet.
   *
   * @param open opens or creates the data in a path
   * @throws ExpectedError UNAVAILABLE or STORAGE_FULL where that fails, with what to do
   */
  fill<T>(open: (data: string) => Promise<T>): Promise<T>;
}

/**
 * Creates the folder if it is missing, and makes this process the only one to open it.
 *
 * @throws ExpectedError UNAVAILABLE when another process has it open or it cannot be written to; STORAGE_FULL when its disk is full
 */
export async function takeFolder(
  folder: string,
  options: NonNullable<Parameters<typeof lockFolder>[2]> = {},
): Promise<DatabaseFolder> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    const lock = await lockFolder(folder, join(folder, 'lock'), options);
    return Object.assign(lock, { fill: <T>(open: (data: string) => Promise<T>) => fill(folder, open) });
  } catch (error) {
    throw folderFault(folder, error);
  }
}

async function fill<T>(folder: string, open: (data: string) => Promise<T>): Promise<T> {
  const data = join(folder, 'data');
  const unfinished = join(folder, 'unfinished');
  let version: string | null;
  try {
    if ((await readIfThere(unfinished)) !== null) await rm(data, { recursive: true, force: true });
    version = await readIfThere(join(data, 'PG_VERSION'));
    if (version === null) {
      await writeFile(unfinished, 'The database in data/ is being created.\n');
      // Where the name is lost in a power failure, half a database would be taken for a whole one.
      syncFolder(folder);
      await mkdir(data, { recursive: true, mode: 0o700 });
    }
    await keepPrivate(folder);
  } catch (error) {
    throw folderFault(folder, error);
  }
  try {
    const opened = await open(data);
    if (version === null) {
      syncTree(folder);
      await rm(unfinished);
      syncFolder(folder);
    }
    return opened;
  } catch (error) {
    throw openingFault(folder, version?.trim() ?? null, error);
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
