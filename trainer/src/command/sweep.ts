import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { taskOf } from '@stillhouse/domain/task/custom-task.ts';
import { type Command, Option } from 'commander';
import { backendNames } from '../backend/backend.ts';
import { chooseBackend } from '../backend/choose-backend.ts';
import { readEnvironment } from '../environment.ts';
import { clock } from '../progress/pace.ts';
import type { Progress } from '../progress/progress.ts';
import { assignmentsOf, pointsOf, readSweep, type Sweep, type SweepPoint } from '../recipe/sweep.ts';
import { type OpenedRecorder, openRecorder } from '../record/open-recorder.ts';
import { Interrupted } from '../stage/interrupted.ts';
import { runPipeline } from '../stage/pipeline.ts';
import { RunLedger } from '../stage/run/run-ledger.ts';
import type { FailedStudent } from '../stage/summary.ts';
import { machineLoad } from '../system/machine-load.ts';
import { address, count } from './arguments.ts';
import { captureEnvironment } from './capture-environment.ts';
import { dataFolder } from './data-source.ts';
import { destinationOf } from './destination.ts';
import { hubModels } from './hub-models.ts';
import { interruptible } from './interrupt.ts';
import { prepareHome } from './prepare-home.ts';
import { progressFor } from './progress-for.ts';
import { requireInputs } from './require-inputs.ts';
import { type SweepResult, sweepTable } from './table/sweep-table.ts';
import { type JobOptions, newJob, type TrainJob } from './train-job.ts';

interface SweepOptions {
  backend?: (typeof backendNames)[number];
  checkpointEvery: number;
  offline: boolean;
  api?: string;
}

/** One training of a sweep: a point under one seed. */
interface Unit {
  point: SweepPoint;
  seed: number;
  job: TrainJob;
}

const example = `
A sweep file:
  name: learning-rates
  task: rte
  data: glue/RTE
  recipe: small
  method: random          # or grid, where every parameter has \`values\`
  points: 20
  seeds: [1, 2, 3]
  parameters:
    student.training.learningRate: { logUniform: [1e-5, 1e-3] }
    student.training.batchSize: { values: [16, 32] }
    student.layers: { integers: [2, 4] }
    student.dropout: { uniform: [0, 0.3] }

Called again it goes on: what is finished is not trained again, what stopped goes on from its last checkpoint, what failed is tried again.
Teachers of equal recipe, seed and data are trained once.`;

/** `stillhouse sweep` */
export function addSweep(program: Command): void {
  program
    .command('sweep <file>')
    .description('Train a grid or random sample of recipe fields and seeds, one training after the other.')
    .addOption(
      new Option('-b, --backend <name>', 'training backend; default: the fastest available').choices(
        backendNames,
      ),
    )
    .addOption(
      new Option('--checkpoint-every <steps>', 'training steps between checkpoints')
        .argParser(count)
        .default(500),
    )
    .option('--offline', 'use Hugging Face models and data from the cache only', false)
    .option('--api <url>', 'URL of the API to record to', address)
    .addHelpText('after', example)
    .action((file: string, options: SweepOptions) =>
      runSweep(file, options, program.parent?.args ?? process.argv.slice(2)),
    );
}

async function runSweep(file: string, options: SweepOptions, args: readonly string[]): Promise<void> {
  const environment = readEnvironment();
  const sweep = await readSweep(file);
  const units = await unitsOf(sweep);
  const checkpoints = join(environment.home, 'checkpoints');
  await requireInputs(units.map(({ job }) => ({ ...job, checkpoints })));
  await prepareHome(environment.home);
  const progress = progressFor(process.stderr);
  const backend = await chooseBackend(options.backend ?? environment.backend ?? null);
  progress.say(`Sweep ${sweep.name}: ${units.length} trainings on ${backend.lines.join('\n')}`);
  const keeping = {
    checkpoints,
    every: options.checkpointEvery,
    path: join(environment.home, 'sweeps', `${sweep.name}.json`),
  };
  const ledger = existsSync(keeping.path)
    ? await RunLedger.open(keeping)
    : await RunLedger.create(keeping, { command: 'sweep', name: sweep.name });
  const interruption = interruptible((line) => progress.say(line));
  const { signal } = interruption;
  const hub = { ...environment.hub, offline: options.offline || environment.hub.offline };
  let opened: OpenedRecorder | undefined;
  try {
    await ledger.pin('backend', backend.name);
    opened = await openRecorder(destinationOf(environment, options.api, (line) => progress.say(line)));
    const { recorder, system, where } = opened;
    progress.say(where);
    const captured = await captureEnvironment(backend, args);
    const fetchModel = hubModels(hub, progress, signal);
    const { results, failed } = await eachInTurn(units, progress, async ({ job, point }) => {
      const { dataFolder: source, recipe } = job;
      const folder =
        source && (await dataFolder(source, [taskOf(recipe.data.task).id], { hub, progress, signal }));
      const summary = await runPipeline(
        { ...job, dataFolder: folder, environment: captured, checkpoints },
        { recorder, progress, signal, fetchModel, ledger, system, load: machineLoad },
      );
      return { result: { point, students: summary.students }, failed: summary.failed };
    });
    if (results.length > 0) console.log(`\n${sweepTable(results)}`);
    for (const line of failed) console.error(`stillhouse: failed: ${line}`);
    if (failed.length > 0) process.exitCode = 1;
  } catch (error) {
    process.exitCode = interruption.exitCode() ?? 1;
    progress.say(`To resume: npx stillhouse sweep ${file}`);
    throw error;
  } finally {
    await opened?.close();
    await ledger.close();
    interruption.release();
  }
}

/** Every training of a sweep, each recipe resolved and checked before the first begins. */
async function unitsOf(sweep: Sweep): Promise<Unit[]> {
  const { task, recipe, data, set, objectives, seeds, project, name } = sweep;
  const teacherSeed = sweep.teacherSeed ?? seeds[0] ?? 1;
  const units: Unit[] = [];
  for (const [index, point] of pointsOf(sweep).entries()) {
    const options: JobOptions = {
      set: [...set, ...assignmentsOf(point)],
      seeds,
      teacherSeed,
      project,
      name: `${name}/${index + 1}`,
      tags: [name],
      ...(task !== undefined && { task }),
      ...(recipe !== undefined && { recipe }),
      ...(data !== undefined && { data }),
      ...(objectives && { objective: objectives }),
    };
    const job = await newJob(options);
    for (const seed of seeds) units.push({ point, seed, job: { ...job, seeds: [seed] } });
  }
  return units;
}

/** One after the other: a training that fails, or a student of it, is said, and the next begins. @throws Interrupted */
async function eachInTurn(
  units: readonly Unit[],
  progress: Progress,
  train: (unit: Unit) => Promise<{ result: SweepResult; failed: readonly FailedStudent[] }>,
): Promise<{ results: SweepResult[]; failed: string[] }> {
  const results: SweepResult[] = [];
  const failed: string[] = [];
  const began = performance.now();
  for (const [index, unit] of units.entries()) {
    const what = [...assignmentsOf(unit.point), `seed ${unit.seed}`].join(', ');
    const seconds = (performance.now() - began) / 1000;
    const left = index > 0 ? `, ${clock((seconds / index) * (units.length - index))} left` : '';
    progress.say(`Training ${index + 1} of ${units.length}: ${what}${left}`);
    try {
      const trained = await train(unit);
      results.push(trained.result);
      for (const { message } of trained.failed) failed.push(`${what}: ${message}`);
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      const message = error instanceof Error ? error.message : String(error);
      failed.push(`${what}: ${message}`);
      progress.say(`Training failed, continuing with the next: ${message}`);
    }
  }
  return { results, failed };
}
