import { join } from 'node:path';
import { projectName } from '@stillhouse/domain/record/identity.ts';
import { taskOf } from '@stillhouse/domain/task/custom-task.ts';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { backendNames } from '../backend/backend.ts';
import { chooseBackend } from '../backend/choose-backend.ts';
import { type Environment, readEnvironment } from '../environment.ts';
import { type OpenedRecorder, openRecorder } from '../record/open-recorder.ts';
import { runPipeline } from '../stage/pipeline.ts';
import { RunLedger } from '../stage/run/run-ledger.ts';
import { machineLoad } from '../system/machine-load.ts';
import { address, count, names, seed, seeds } from './arguments.ts';
import { captureEnvironment } from './capture-environment.ts';
import { dataFolder } from './data-source.ts';
import { destinationOf } from './destination.ts';
import { findLedger, newLedgerPath } from './find-ledger.ts';
import { hubModels } from './hub-models.ts';
import { interruptible } from './interrupt.ts';
import { prepareHome } from './prepare-home.ts';
import { progressFor } from './progress-for.ts';
import { withRecipeOptions } from './recipe-options.ts';
import { requireInputs } from './require-inputs.ts';
import { resultsTable } from './table/results-table.ts';
import { type JobOptions, keptJob, newJob, storeJob, type TrainJob } from './train-job.ts';

interface TrainOptions extends JobOptions {
  resume?: string;
  checkpointEvery: number;
  offline: boolean;
  api?: string;
}

const examples = `
Examples:
  A generated task, no files needed, in about a minute:
    npx stillhouse train --task synthetic-sentiment --recipe demo

  GLUE's RTE, three seeds, knowledge distillation beside ReAugKD:
    npx stillhouse train --task rte --data glue/RTE --objective kd,reaugkd --seeds 1,2,3

  A part of SST-2, with a student of three layers:
    npx stillhouse train --task sst2 --data glue/SST-2 --limit 2000 --set student.layers=3

  A student of the Hugging Face Hub, or one that begins with every other layer of its teacher:
    npx stillhouse train --task rte --data glue/RTE --set student.from=google/bert_uncased_L-4_H-256_A-4
    npx stillhouse train --task rte --data glue/RTE --recipe base --set teacher.from=./bert-base-rte

  A recipe of your own, begun from a preset:
    npx stillhouse recipe --task cola --recipe small > mine.yaml
    npx stillhouse train --recipe mine.yaml --data glue/CoLA

Where it records: Postgres if DATABASE_URL is set; otherwise the API named by --api or STILLHOUSE_API_URL, the one that serves
STILLHOUSE_HOME (.stillhouse), or one started for as long as the training lasts. See it with \`npm start\`.
Ctrl-C ends the current run as cancelled; a second one quits at once.

Going on: --resume RUN, the id of any run of a training that stopped, however it stopped (Ctrl-C, kill -9, a failure). Runs that are
finished are not trained again, the one that was under way goes on from its last checkpoint under its id, and those that had not
begun follow. On the same backend it ends with the weights and curves that it would have had. Recipe, seeds, data and backend are those
it began with; an option that asks for others is refused.
    npx stillhouse train --resume 0c5be0a2-6b2c-4f2e-9a5e-3a5b6f1f2d10`;

/** `stillhouse train` */
export function addTrain(program: Command): void {
  const command = program
    .command('train')
    .description(
      'Train a teacher, build its knowledge base, distill students, and score them with and without retrieval.',
    )
    .option(
      '-d, --data <folder>',
      "folder with the task's files, or hub:nyu-mll/glue for the Hugging Face Hub; not needed for generated tasks",
    );
  withRecipeOptions(command)
    .addOption(
      new Option('--seeds <numbers>', 'seeds; one student is trained per seed and objective')
        .argParser(seeds)
        .default(undefined, '1'),
    )
    .option('--teacher-seed <number>', 'seed of the shared teacher; default: the first seed', seed)
    .addOption(
      new Option('-b, --backend <name>', 'training backend; default: the fastest available').choices(
        backendNames,
      ),
    )
    .option('-p, --project <name>', 'project that the runs belong to; default: default', project)
    .option('-n, --name <name>', 'prefix of the run names; default: the task')
    .addOption(new Option('--tags <names>', 'tags of the runs').argParser(names))
    .option('--notes <text>', 'notes stored with the runs')
    .option('--resume <run>', 'resume the training that this run belongs to')
    .addOption(
      new Option('--checkpoint-every <steps>', 'training steps between checkpoints')
        .argParser(count)
        .default(500),
    )
    .option('--offline', 'use Hugging Face models and data from the cache only', false)
    .option('--api <url>', 'URL of the API to record to', address)
    .addHelpText('after', examples)
    .action((options: TrainOptions) => train(options, program.parent?.args ?? process.argv.slice(2)));
}

async function train(options: TrainOptions, args: readonly string[]): Promise<void> {
  const environment = readEnvironment();
  const path = options.resume === undefined ? null : await findLedger(environment.home, options.resume);
  const checkpoints = join(environment.home, 'checkpoints');
  const keeping = { checkpoints, every: options.checkpointEvery };
  const kept = path === null ? null : await RunLedger.open({ ...keeping, path });
  const asked = kept ? await keptJob(kept.job, options) : await newJob(options);
  await requireInputs([{ ...asked, checkpoints }]);
  await prepareHome(environment.home);
  const progress = progressFor(process.stderr);
  const backend = await chooseBackend(asked.backend ?? environment.backend ?? null);
  progress.say(`Training on ${backend.lines.join('\n')}`);
  const job: TrainJob = { ...asked, backend: backend.name };
  const ledger =
    kept ?? (await RunLedger.create({ ...keeping, path: newLedgerPath(environment.home) }, storeJob(job)));

  const interruption = interruptible((line) => progress.say(line));
  const hub = { ...environment.hub, offline: options.offline || environment.hub.offline };
  const fetchModel = hubModels(hub, progress, interruption.signal);
  let opened: OpenedRecorder | undefined;
  try {
    opened = await openRecorder(destinationOf(environment, options.api, (line) => progress.say(line)));
    progress.say(opened.where);
    const folder =
      job.dataFolder === null
        ? null
        : await dataFolder(job.dataFolder, [taskOf(job.recipe.data.task).id], {
            hub,
            progress,
            signal: interruption.signal,
          });
    const summary = await runPipeline(
      { ...job, dataFolder: folder, environment: await captureEnvironment(backend, args), checkpoints },
      {
        recorder: opened.recorder,
        system: opened.system,
        progress,
        signal: interruption.signal,
        fetchModel,
        ledger,
        load: machineLoad,
      },
    );
    console.log(`\n${resultsTable(summary)}\n\n${whereToLook(environment)}`);
    if (summary.failed.length > 0) {
      const names = summary.failed.map(({ name }) => name).join(', ');
      console.error(
        `stillhouse: failed and left out of the table: ${names}. The page of each run shows the error.`,
      );
      process.exitCode = 1;
    }
  } catch (error) {
    process.exitCode = interruption.exitCode() ?? 1;
    const stopped = ledger.runs.findLast(({ status }) => status === 'begun') ?? ledger.runs.at(-1);
    if (stopped) progress.say(`To resume: npx stillhouse train --resume ${stopped.id}`);
    throw error;
  } finally {
    await opened?.close();
    await ledger.close();
    interruption.release();
  }
}

function whereToLook({ webUrl, home }: Environment): string {
  return webUrl
    ? `Dashboard: ${webUrl}/leaderboard`
    : `Checkpoints: ${join(home, 'checkpoints')}. Run \`npm start\` to see the runs in a browser.`;
}

function project(value: string): string {
  const result = projectName.safeParse(value);
  if (!result.success) throw new InvalidArgumentError(`It ${result.error.issues[0]?.message}.`);
  return result.data;
}
