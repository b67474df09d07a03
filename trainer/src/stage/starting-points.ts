import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { keyCheckpoint } from '@stillhouse/domain/recipe/black-box.ts';
import {
  type CheckpointSource,
  checkpointSource,
  noCheckpointSource,
} from '@stillhouse/domain/recipe/checkpoint-source.ts';
import type { EncoderRecipe, StudentEncoderRecipe } from '@stillhouse/domain/recipe/encoder.ts';
import type { Pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import { chooseLayers } from '../model/choose-layers.ts';
import { inspectEncoder, readConfig } from '../model/hugging-face.ts';

/** Brings a model of the Hub to this machine. @returns its folder. @throws ExpectedError where it cannot be had */
export type FetchModel = (model: Extract<CheckpointSource, { kind: 'hub' }>) => Promise<string>;

/** The folders of the checkpoints that a recipe starts from; null where it starts from none. */
export interface StartingPoints {
  teacher: string | null;
  student: string | null;
  /** Of the third encoder whose embeddings are the keys. */
  keys: string | null;
}

/** Where checkpoints come from. */
export interface CheckpointPlaces {
  fetchModel: FetchModel;
  /** Folder that has one folder of files for each run. */
  checkpoints: string;
}

/**
 * Finds the checkpoints of a recipe before anything is trained, and fills in the shapes that they have.
 *
 * @returns the recipe with the layers and widths that its encoders will really have
 * @throws ExpectedError for a checkpoint that is not there, and for student layers that cannot be taken from where they are to come from
 */
export async function findStartingPoints(
  recipe: Pipeline,
  places: CheckpointPlaces,
): Promise<{ recipe: Pipeline; folders: StartingPoints }> {
  const teacherFolder = await folderOf(recipe.teacher.from, ['teacher', 'from'], places);
  const teacher = await withShapeOf(recipe.teacher, teacherFolder);
  const studentFolder = await folderOf(recipe.student.from, ['student', 'from'], places);
  const { initialize } = recipe.student;
  const student = initialize === null ? await withShapeOf(recipe.student, studentFolder) : recipe.student;
  if (initialize !== null) {
    const source = studentFolder === null ? teacher : await readConfig(studentFolder);
    requireLayers(student, source, studentFolder === null ? 'the teacher' : `${recipe.student.from}`);
  }
  const keysFolder = await folderOf(keyCheckpoint(recipe.blackBox), ['blackBox', 'keys'], places);
  return {
    recipe: { ...recipe, teacher, student },
    folders: { teacher: teacherFolder, student: studentFolder, keys: keysFolder },
  };
}

/**
 * A line about a checkpoint that an encoder starts from: its shape, the weights that it does not have and that begin random, and those of
 * it that are of no use here.
 *
 * @throws ExpectedError naming every tensor that does not fit, before anything is trained
 */
export async function describeCheckpoint(from: string, folder: string, classes: number): Promise<string> {
  const { config, missing, leftOut } = await inspectEncoder(folder, classes);
  const facts = [
    `${config.family} of ${config.layers}×${config.hidden}`,
    ...(missing.length > 0 ? [`random: ${missing.join(', ')}`] : []),
    ...(leftOut.length > 0 ? [`left out: ${leftOut.join(', ')}`] : []),
  ];
  return `${from}: ${facts.join('; ')}.`;
}

async function folderOf(
  from: string | null,
  field: string[],
  { fetchModel, checkpoints }: CheckpointPlaces,
): Promise<string | null> {
  if (from === null) return null;
  const source = checkpointSource(from);
  if (!source) throw new ExpectedError('BAD_INPUT', `${field.join('.')} ${noCheckpointSource}.`, field);
  if (source.kind === 'hub') return fetchModel(source);
  if (source.kind === 'folder')
    return source.path.startsWith('~/') ? join(homedir(), source.path.slice(2)) : resolve(source.path);
  const folder = join(checkpoints, source.id);
  await access(join(folder, 'config.json')).catch(() => {
    throw new ExpectedError(
      'NOT_FOUND',
      `${field.join('.')}: there is no checkpoint of the run ${source.id} in ${checkpoints}; a run's lies on the machine that trained it, and a teacher known by predictions alone has none.`,
      field,
    );
  });
  return folder;
}

async function withShapeOf<Recipe extends EncoderRecipe>(
  recipe: Recipe,
  folder: string | null,
): Promise<Recipe> {
  if (folder === null) return recipe;
  const { layers, hidden, heads, intermediate } = await readConfig(folder);
  return { ...recipe, layers, hidden, heads, intermediate };
}

interface Shape {
  layers: number;
  hidden: number;
  heads: number;
  intermediate: number;
}

/** Whether the student's layers can be copies of the source's. */
function requireLayers(student: StudentEncoderRecipe, source: Shape, name: string): void {
  for (const width of ['hidden', 'heads', 'intermediate'] as const) {
    if (student[width] === source[width]) continue;
    throw new ExpectedError(
      'BAD_INPUT',
      `student.${width} is ${student[width]}, and ${name}, whose layers it is to begin with, has ${source[width]}: ` +
        'make them equal, or set student.initialize to null.',
      ['student', width],
    );
  }
  try {
    chooseLayers(student.initialize ?? [], student.layers, source.layers);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const field = Array.isArray(student.initialize) ? 'initialize' : 'layers';
    throw new ExpectedError('BAD_INPUT', `student.${field}: of ${name}, ${error.message}.`, [
      'student',
      field,
    ]);
  }
}
