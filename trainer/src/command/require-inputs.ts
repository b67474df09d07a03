import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { keyCheckpoint } from '@stillhouse/domain/recipe/black-box.ts';
import { checkpointSource } from '@stillhouse/domain/recipe/checkpoint-source.ts';
import type { Pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import { isOnHub } from './data-source.ts';

/** What a training reads from this machine. */
export interface TrainingInputs {
  recipe: Pipeline;
  /** What `--data` names; null for a generated task. */
  dataFolder: string | null;
  /** Folder that has one folder of files for each run. */
  checkpoints: string;
}

/**
 * Checks that every file and folder a training reads is there, before a model is loaded or anything is recorded. Models and data of the Hub
 * are not looked at.
 *
 * @throws ExpectedError NOT_FOUND that names each one that is missing, and the option or recipe field that asks for it
 */
export async function requireInputs(inputs: readonly TrainingInputs[]): Promise<void> {
  const faults = new Map<string, string[]>();
  for (const { recipe, dataFolder, checkpoints } of inputs) {
    const { blackBox, teacher, student } = recipe;
    const found = [
      await dataFault(dataFolder),
      blackBox && (await predictionsFault(blackBox.predictions)),
      await checkpointFault(['teacher', 'from'], teacher.from, checkpoints),
      await checkpointFault(['student', 'from'], student.from, checkpoints),
      await checkpointFault(['blackBox', 'keys'], keyCheckpoint(blackBox), checkpoints),
    ];
    for (const fault of found) if (fault) faults.set(fault.message, fault.field);
  }
  const [first] = faults.values();
  if (first) throw new ExpectedError('NOT_FOUND', [...faults.keys()].join('\n'), first);
}

/** The same of what `--data` names alone. @throws ExpectedError NOT_FOUND */
export async function requireDataFolder(source: string): Promise<void> {
  const fault = await dataFault(source);
  if (fault) throw new ExpectedError('NOT_FOUND', fault.message, fault.field);
}

interface Fault {
  message: string;
  field: string[];
}

async function predictionsFault(path: string): Promise<Fault | null> {
  const field = ['blackBox', 'predictions'];
  const named = `--teacher-predictions (${field.join('.')})`;
  const file = await stat(path).catch(() => null);
  if (!file?.isFile()) return { message: `${named}: the file ${resolve(path)} does not exist.`, field };
  return (await mayRead(path))
    ? null
    : { message: `${named}: permission to read ${path} was denied.`, field };
}

async function dataFault(source: string | null): Promise<Fault | null> {
  return source === null || isOnHub(source) ? null : folderFault('--data', ['data'], source);
}

async function folderFault(named: string, field: string[], path: string): Promise<Fault | null> {
  const folder = await stat(path).catch(() => null);
  if (folder?.isDirectory()) {
    return (await mayRead(path))
      ? null
      : { message: `${named}: permission to read ${path} was denied.`, field };
  }
  return {
    message: `${named}: ${folder ? `${path} is not a folder` : `the folder ${path} does not exist`}.`,
    field,
  };
}

async function checkpointFault(
  field: string[],
  from: string | null,
  checkpoints: string,
): Promise<Fault | null> {
  const source = from === null ? null : checkpointSource(from);
  if (source?.kind === 'folder') {
    const path = source.path.startsWith('~/') ? join(homedir(), source.path.slice(2)) : resolve(source.path);
    const fault = await folderFault(field.join('.'), field, path);
    if (fault || (await mayRead(join(path, 'config.json')))) return fault;
    return { message: `${field.join('.')}: ${path} is not a checkpoint: it has no config.json.`, field };
  }
  if (source?.kind !== 'run' || (await mayRead(join(checkpoints, source.id, 'config.json')))) return null;
  const message = `${field.join('.')}: ${checkpoints} has no checkpoint of the run ${source.id}. Checkpoints stay on the machine that trained the run.`;
  return { message, field };
}

function mayRead(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}
