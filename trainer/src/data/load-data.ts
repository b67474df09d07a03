import { dirname, resolve } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { seededRandom, shuffled } from '@stillhouse/domain/random/random.ts';
import type { Pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import { type CustomTask, taskOf } from '@stillhouse/domain/task/custom-task.ts';
import { type Task, taskById } from '@stillhouse/domain/task/task.ts';
import { readCustom } from './custom/read-custom.ts';
import type { Example, ExampleSet } from './example.ts';
import { exampleSetOf } from './example-set.ts';
import type { BadRow, RowsRead } from './glue/bad-row.ts';
import { devParts, readGlue } from './glue/read-glue.ts';
import type { TrainingOrder } from './read-predictions.ts';
import { generate } from './synthetic/generate.ts';

/** Everything a pipeline reads: three disjoint uses of a task's labeled examples. */
export interface LoadedData {
  task: Task;
  /** What teacher, head and student learn from and the knowledge base is made of. */
  train: ExampleSet;
  /** Training examples set apart for choosing the retrieval policy. */
  heldOut: ExampleSet;
  /** What is reported: one set, or two for MNLI; after them AX where its labels are there, or a labeled test file. */
  dev: ExampleSet[];
  /** Rows left out because the recipe allows it; empty otherwise. */
  skipped: BadRow[];
  /** All training examples of the source, taken or not. */
  order: TrainingOrder;
}

/**
 * The order in which training examples are taken and held out. It is one for all recipes and seeds, so that students of
 * different seeds learn from the same examples and share a knowledge base.
 */
const orderSeed = 20230911;

/**
 * Reads or generates the task's examples and parts them as the recipe's data section says.
 *
 * @param folder where the task's files lie; null for a synthetic task
 * @throws ExpectedError for files that cannot be read, and for too few examples
 */
export async function loadData(recipe: Pipeline['data'], folder: string | null): Promise<LoadedData> {
  const task = taskOf(recipe.task);
  if (task.predictedBy !== undefined) {
    const by = taskById(task.predictedBy).title;
    throw new ExpectedError(
      'BAD_INPUT',
      `${task.title} has no training examples: it is predicted by ${by} models, and scored with them where its labels lie beside ${by}'s files.`,
      ['data', 'task'],
    );
  }
  const source = await sourceOf(recipe, task, folder);
  const { train, heldOut } = partTraining(task, source.train, recipe);
  const dev = source.dev.map(({ name, examples, complete }) => {
    const limit = recipe.limit.dev;
    if (limit === null || limit >= examples.length)
      return exampleSetOf(task, 'DEV', name, complete, examples);
    return exampleSetOf(task, 'DEV', `${name}[:${limit}]`, false, examples.slice(0, limit));
  });
  const order = { keys: source.train.map(({ key }) => key), leftOut: source.leftOut };
  return { task, train, heldOut, dev: [...dev, ...source.others], skipped: source.skipped, order };
}

interface Source {
  train: readonly Example[];
  dev: { name: string; examples: readonly Example[]; complete: boolean }[];
  /** Sets of tasks that this task's models predict too. */
  others: ExampleSet[];
  skipped: BadRow[];
  /** How many of the skipped rows are of the training file. */
  leftOut: number;
}

async function sourceOf(recipe: Pipeline['data'], task: Task, folder: string | null): Promise<Source> {
  if (task.synthetic) return syntheticSource(task);
  if (folder === null) {
    throw new ExpectedError('BAD_INPUT', `Task ${task.title} is read from files: name their folder.`, [
      'data',
    ]);
  }
  if (typeof recipe.task === 'string') return glueSource(task, folder, recipe.skipBadRows);
  return customSource(recipe.task, folder, recipe.skipBadRows);
}

async function customSource(custom: CustomTask, folder: string, skipBadRows: boolean): Promise<Source> {
  const { files } = custom;
  const train = await readCustom(custom, folder, files.train, { skipBadRows });
  const dev = await readCustom(custom, folder, files.dev, { skipBadRows });
  const test = files.test === null ? null : await readCustom(custom, folder, files.test, { skipBadRows });
  const complete = (read: RowsRead) => read.skipped.length === 0;
  return {
    train: train.examples,
    dev: [{ name: 'dev', examples: dev.examples, complete: complete(dev) }],
    others: test ? [exampleSetOf(taskOf(custom), 'TEST', 'test', complete(test), test.examples)] : [],
    skipped: [train, dev, ...(test ? [test] : [])].flatMap(({ skipped }) => skipped),
    leftOut: train.skipped.length,
  };
}

function syntheticSource(task: Task): Source {
  const { train, dev } = generate(task);
  return {
    train,
    dev: [{ name: 'dev', examples: dev, complete: true }],
    others: [],
    skipped: [],
    leftOut: 0,
  };
}

async function glueSource(task: Task, folder: string, skipBadRows: boolean): Promise<Source> {
  const train = await readGlue(task, folder, 'train', { skipBadRows });
  const skipped = [...train.skipped];
  const dev: Source['dev'] = [];
  for (const part of devParts(task)) {
    const read = await readGlue(task, folder, part, { skipBadRows });
    skipped.push(...read.skipped);
    dev.push({ name: part, examples: read.examples, complete: read.skipped.length === 0 });
  }
  const others = task.id === 'mnli' ? await labeledDiagnostic(folder) : [];
  return { train: train.examples, dev, others, skipped, leftOut: train.skipped.length };
}

/** AX with its labels, where diagnostic-full.tsv lies in a folder beside MNLI's or in the one that holds MNLI's. */
async function labeledDiagnostic(folder: string): Promise<ExampleSet[]> {
  const task = taskById('ax');
  for (const place of [folder, dirname(resolve(folder))]) {
    const { examples } = await readGlue(task, place, 'dev', { skipBadRows: false }).catch((error) => {
      if (error instanceof ExpectedError && error.code === 'NOT_FOUND') return { examples: [] };
      throw error;
    });
    if (examples.length > 0) return [exampleSetOf(task, 'TEST', 'diagnostic', true, examples)];
  }
  return [];
}

/** Slices are named over the training examples in `orderSeed`'s order: `train[:900]`, `train[900:1000]`. */
function partTraining(task: Task, all: readonly Example[], recipe: Pipeline['data']) {
  const taken = shuffled(all, seededRandom(orderSeed)).slice(0, recipe.limit.train ?? all.length);
  const held = Math.max(1, Math.round(taken.length * recipe.heldOut));
  const border = taken.length - held;
  if (border < 2) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${taken.length} training examples leave ${border} to train on once ${held} are held out; at least 2 are needed.`,
      ['data', 'limit', 'train'],
    );
  }
  const unlabeled = taken.find((example) => example.label === null);
  if (unlabeled) throw new ExpectedError('BAD_INPUT', `Training example ${unlabeled.key} has no label.`);
  return {
    train: exampleSetOf(task, 'TRAIN', `train[:${border}]`, false, taken.slice(0, border)),
    heldOut: exampleSetOf(task, 'TRAIN', `train[${border}:${taken.length}]`, false, taken.slice(border)),
  };
}
