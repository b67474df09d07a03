import { dirname } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { taskOf } from '@stillhouse/domain/task/custom-task.ts';
import { z } from 'zod';
import { type BackendName, backendNames } from '../backend/backend.ts';
import { differences } from '../recipe/differences.ts';
import { isTaskFile } from '../recipe/read-task.ts';
import { resolveRecipe } from '../recipe/resolve.ts';
import { validateRecipe } from '../recipe/validate.ts';
import type { PipelineJob } from '../stage/pipeline-job.ts';
import type { LedgerJob } from '../stage/run/run-ledger.ts';
import { dataSource } from './data-source.ts';
import { asksForRecipe, type RecipeOptions, recipeRequest } from './recipe-options.ts';

/** What is asked of one training, apart from where it runs. */
export type TrainJob = Pick<
  PipelineJob,
  'recipe' | 'dataFolder' | 'project' | 'name' | 'tags' | 'notes' | 'seeds' | 'teacherSeed'
> & {
  /** The backend that began it; null until one was chosen. */
  backend: BackendName | null;
};

/** What the command line says of it; what is left out has its default, or is what it was. */
export interface JobOptions extends RecipeOptions {
  data?: string;
  seeds?: number[];
  teacherSeed?: number;
  backend?: BackendName;
  project?: string;
  name?: string;
  tags?: string[];
  notes?: string;
}

const stored = z.strictObject({
  command: z.literal('train'),
  recipe: z.json(),
  dataFolder: z.string().nullable(),
  project: z.string(),
  name: z.string().nullable(),
  tags: z.array(z.string()),
  notes: z.string().nullable(),
  seeds: z.array(z.int()).min(1),
  teacherSeed: z.int(),
  backend: z.enum(backendNames).nullable(),
});

/** A new training. @throws ExpectedError BAD_INPUT, also for a task that is read from files where none are named */
export async function newJob(options: JobOptions): Promise<TrainJob> {
  const { data, seeds = [1], teacherSeed, project = 'default', name, tags = [], notes, backend } = options;
  const recipe = await resolveRecipe(recipeRequest(options));
  const task = taskOf(recipe.data.task);
  // Files of a task of one's own lie beside the file that defines it, unless it is said otherwise.
  const beside = options.task !== undefined && isTaskFile(options.task) ? dirname(options.task) : undefined;
  const source = data ?? beside;
  if (!task.synthetic && source === undefined) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${task.title} needs data files. Pass their folder with --data FOLDER.`,
    );
  }
  return {
    recipe,
    dataFolder: source === undefined ? null : dataSource(source),
    project,
    name: name ?? null,
    tags,
    notes: notes ?? null,
    seeds,
    teacherSeed: teacherSeed ?? seeds[0] ?? 1,
    backend: backend ?? null,
  };
}

/** As the ledger keeps it. */
export function storeJob(job: TrainJob): LedgerJob {
  return stored.parse({ command: 'train', ...job });
}

/**
 * The training that a ledger keeps, to go on with it. Its data may have moved: what is in them is compared later.
 *
 * @throws ExpectedError CONFLICT naming every option that asks for something else than it began with
 */
export async function keptJob(ledgerJob: LedgerJob, options: JobOptions): Promise<TrainJob> {
  const { command: _command, recipe, ...kept } = stored.parse(ledgerJob);
  const job: TrainJob = { ...kept, recipe: validateRecipe(recipe) };
  const { data, seeds, teacherSeed, project, name, tags, notes, backend } = options;
  const asked: Record<string, unknown> = { seeds, teacherSeed, project, name, tags, notes, backend };
  if (asksForRecipe(options)) {
    const request = recipeRequest(options);
    asked.recipe = await resolveRecipe({ ...request, task: request.task ?? job.recipe.data.task });
  }
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const before = Object.fromEntries(Object.keys(given).map((key) => [key, job[key as keyof TrainJob]]));
  const faults = differences(before, given);
  if (faults.length > 0) {
    throw new ExpectedError(
      'CONFLICT',
      `These settings differ from those that the training was started with. Use --resume without them to continue.\n  ${faults.join('\n  ')}`,
      [faults[0]?.split(':')[0] ?? ''],
    );
  }
  return { ...job, dataFolder: data === undefined ? job.dataFolder : dataSource(data) };
}
