import { join } from 'node:path';
import { removeLeft } from '../file/remove-left.ts';
import { requireWritable } from './require-writable.ts';

/** Folders of the home folder in which a trainer writes. */
const written = ['trainings', 'sweeps', 'checkpoints', 'artifacts', 'spool'];

/**
 * Makes the home folder ready for a training: it exists, can be written, and is rid of what killed processes left half-written.
 *
 * @throws ExpectedError as `requireWritable`
 */
export async function prepareHome(home: string): Promise<void> {
  await requireWritable(home);
  await removeLeft(written.map((name) => join(home, name)));
}
