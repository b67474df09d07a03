import { join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { projectName } from '@stillhouse/domain/record/identity.ts';
import { taskById } from '@stillhouse/domain/task/task.ts';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { backendNames } from '../backend/backend.ts';
import { chooseBackend } from '../backend/choose-backend.ts';
import { type Environment, readEnvironment } from '../environment.ts';
import { barProgress } from '../progress/bar-progress.ts';
import { lineProgress } from '../progress/line-progress.ts';
import type { Progress } from '../progress/progress.ts';
import { resolveRecipe } from '../recipe/resolve.ts';
import { type OpenedRecorder, openRecorder } from '../record/open-recorder.ts';
import { runPipeline } from '../stage/pipeline.ts';
import { address, names, seed, seeds } from './arguments.ts';
import { captureEnvironment } from './capture-environment.ts';
import { destinationOf } from './destination.ts';
import { interruptible } from './interrupt.ts';
import { type RecipeOptions, recipeRequest, withRecipeOptions } from './recipe-options.ts';
import { resultsTable } from './results-table.ts';

interface TrainOptions extends RecipeOptions {
  data?: string;
  seeds: number[];
  teacherSeed?: number;
  backend?: (typeof backendNames)[number];
  project: string;
  name?: string;
  tags: string[];
  notes?: string;
  api?: string;
}

const examples = `
Examples:
  A generated task, no files needed, in about a minute:
    stillhouse train --task synthetic-sentiment --recipe demo

  GLUE's RTE, three seeds, knowledge distillation beside ReAugKD:
    stillhouse train --task rte --data glue/RTE --objective kd,reaugkd --seeds 1,2,3

  A part of SST-2, with a student of three layers:
    stillhouse train --task sst2 --data glue/SST-2 --limit 2000 --set student.layers=3

  A recipe of your own, begun from a preset:
    stillhouse recipe --task cola --recipe small > mine.yaml
    stillhouse train --recipe mine.yaml --data glue/CoLA

Where it records: Postgres if DATABASE_URL is set; otherwise the API named by --api or STILLHOUSE_API_URL, the one that serves
STILLHOUSE_HOME (.stillhouse), or one started for as long as the training lasts. See it with \`npm start\`.
Ctrl-C ends the current run as cancelled; a second one quits at once.`;

/** `stillhouse train` */
export function addTrain(program: Command): void {
  const command = program
    .command('train')
    .description(
      'Train a teacher, write its knowledge base, distil students from it, and score them with and without retrieval.',
    )
    .option('-d, --data <folder>', "where the task's files lie; a generated task needs none");
  withRecipeOptions(command)
    .addOption(
      new Option('--seeds <numbers>', 'a student for each seed and objective')
        .argParser(seeds)
        .default([1], '1'),
    )
    .option('--teacher-seed <number>', 'seed of the one teacher they share; default: the first seed', seed)
    .addOption(
      new Option('-b, --backend <name>', 'what computes; default: the best there is').choices(backendNames),
    )
    .option('-p, --project <name>', 'project that the runs belong to', project, 'default')
    .option('-n, --name <name>', "first part of the runs' names; default: the task")
    .addOption(new Option('--tags <names>', 'tags of the runs').argParser(names).default([], 'none'))
    .option('--notes <text>', 'a note on the runs')
    .option('--api <url>', 'record through this API', address)
    .addHelpText('after', examples)
    .action((options: TrainOptions) => train(options, program.parent?.args ?? process.argv.slice(2)));
}

async function train(options: TrainOptions, args: readonly string[]): Promise<void> {
  const environment = readEnvironment();
  const recipe = await resolveRecipe(recipeRequest(options));
  const task = taskById(recipe.data.task);
  if (!task.synthetic && options.data === undefined) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${task.title} is read from files: say where they lie, --data FOLDER.`,
    );
  }
  const progress = progressFor(process.stderr);
  const backend = await chooseBackend(options.backend ?? environment.backend ?? null);
  progress.say(
    `Training on ${backend.name}${backend.device ? `, ${backend.device}` : ''}. ${backend.reason}`,
  );

  const interruption = interruptible((line) => progress.say(line));
  let opened: OpenedRecorder | undefined;
  try {
    opened = await openRecorder(destinationOf(environment, options.api, (line) => progress.say(line)));
    progress.say(opened.where);
    const summary = await runPipeline(
      {
        recipe,
        dataFolder: options.data ?? null,
        project: options.project,
        name: options.name ?? null,
        tags: options.tags,
        notes: options.notes ?? null,
        seeds: options.seeds,
        teacherSeed: options.teacherSeed ?? options.seeds[0] ?? 1,
        environment: await captureEnvironment(backend, args),
        checkpoints: join(environment.home, 'checkpoints'),
      },
      { recorder: opened.recorder, progress, signal: interruption.signal },
    );
    console.log(`\n${resultsTable(summary)}\n\n${whereToLook(environment)}`);
  } catch (error) {
    process.exitCode = interruption.exitCode() ?? 1;
    throw error;
  } finally {
    await opened?.close();
    interruption.release();
  }
}

function progressFor(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? barProgress(stream) : lineProgress((line) => stream.write(`${line}\n`));
}

function whereToLook({ webUrl, home }: Environment): string {
  return webUrl
    ? `Dashboard: ${webUrl}/leaderboard`
    : `Checkpoints: ${join(home, 'checkpoints')}. \`npm start\` shows the runs in a browser.`;
}

function project(value: string): string {
  const result = projectName.safeParse(value);
  if (!result.success) throw new InvalidArgumentError(`It ${result.error.issues[0]?.message}.`);
  return result.data;
}
