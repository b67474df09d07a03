import { access, constants, mkdir } from 'node:fs/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

const reasons: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a file is in the way',
  EEXIST: 'a file is in the way',
  ENOSPC: 'the disk is full',
};

/**
 * Makes the home folder where it is missing, before hours of training would end for want of a place for their checkpoint.
 *
 * @throws ExpectedError UNAVAILABLE where it cannot be made or written to
 */
export async function requireWritable(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true });
    await access(home, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new ExpectedError(
      'UNAVAILABLE',
      `${home} cannot be written: ${reasons[code] ?? message}. Grant yourself write permission, or choose another folder with STILLHOUSE_HOME.`,
    );
  }
}
