import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/**
 * The folder of a task: the given one if it holds files of the task, or the folder inside it that is named after the task.
 *
 * @param given what the user named: `…/glue` or `…/glue/RTE`
 * @param taskFolder the task's name in GLUE's distribution
 * @param anyOf file names of which a task's folder holds at least one
 * @throws ExpectedError naming the folder and the expected names
 */
export async function findTaskFolder(given: string, taskFolder: string, anyOf: string[]): Promise<string> {
  const names = await namesIn(given);
  if (anyOf.some((name) => sameName(names, name))) return given;
  const inside = names.find((name) => plain(name) === plain(taskFolder));
  if (inside !== undefined) return join(given, inside);
  throw new ExpectedError(
    'NOT_FOUND',
    `The folder ${given} holds neither ${anyOf.join(' nor ')} nor a folder ${taskFolder}. Name the folder that does.`,
  );
}

/** Path of the file in the folder, found without regard to case; undefined if it is not there. */
export async function findFile(folder: string, name: string): Promise<string | undefined> {
  const found = sameName(await namesIn(folder), name);
  return found === undefined ? undefined : join(folder, found);
}

/** As `findFile`. @throws ExpectedError naming the folder, the file, and what lies there instead */
export async function requireFile(folder: string, name: string): Promise<string> {
  const found = await findFile(folder, name);
  if (found !== undefined) return found;
  const names = await namesIn(folder);
  throw new ExpectedError(
    'NOT_FOUND',
    `The folder ${folder} has no ${name}. It holds: ${names.slice(0, 20).join(', ') || 'nothing'}.`,
  );
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT') throw new ExpectedError('NOT_FOUND', `There is no folder ${folder}.`);
    if (code === 'ENOTDIR') throw new ExpectedError('BAD_INPUT', `${folder} is a file, not a folder.`);
    if (code === 'EACCES') throw new ExpectedError('FORBIDDEN', `The folder ${folder} may not be read.`);
    throw cause;
  }
}

function sameName(names: readonly string[], wanted: string): string | undefined {
  if (names.includes(wanted)) return wanted;
  return names.find((name) => name.toLowerCase() === wanted.toLowerCase());
}

/** `SST-2`, `sst2` and `sst_2` are one folder. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
