import { access, constants, mkdir } from 'node:fs/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { unwritableReasons } from '@stillhouse/domain/error/unwritable.ts';

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
      `${home} cannot be written: ${unwritableReasons[code] ?? message}. Grant yourself write permission, or choose another folder with STILLHOUSE_HOME.`,
    );
  }
}
