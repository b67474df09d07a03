import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/**
 * The folder of a task: the given one if it holds files of the task, or the folder inside it that is named after the task.
 *
 * @param given what the user named: `…/glue` or `…/glue/RTE`
 * @param taskFolders names of the task's folder in GLUE's distribution and on the Hub
 * @param anyOf file names of which a task's folder holds at least one
 * @param holds true of the name of another file by which the task's folder is known
 * @throws ExpectedError naming the folder and the expected names
 */
export async function findTaskFolder(
  given: string,
  taskFolders: readonly string[],
  anyOf: readonly string[],
  holds: (name: string) => boolean,
): Promise<string> {
  const names = await namesIn(given);
  if (anyOf.some((name) => sameName(names, name)) || names.some(holds)) return given;
  const wanted = taskFolders.map(plain);
  const inside = names.find((name) => wanted.includes(plain(name)));
  if (inside !== undefined) return join(given, inside);
  throw new ExpectedError(
    'NOT_FOUND',
    `The folder ${given} holds neither ${anyOf.join(' nor ')}, nor parquet files, nor a folder ${taskFolders[0]}. Name the folder that does.`,
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

/** Names of what lies in a folder, in order. @throws ExpectedError where it is none or may not be read */
export async function namesIn(folder: string): Promise<string[]> {
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
