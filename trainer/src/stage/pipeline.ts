import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { keyCheckpoint } from '@stillhouse/domain/recipe/black-box.ts';
import { majorityFigure } from '@stillhouse/domain/score/majority-baseline.ts';
import { tuningScoreName } from '@stillhouse/domain/score/tuning-score.ts';
import { outputWidth } from '@stillhouse/domain/task/task.ts';
import type { ExampleSet } from '../data/example.ts';
import { TrainingDiverged } from '../training/training-diverged.ts';
import { type PipelineJob, type PipelineTools, type RunTools, runName } from './pipeline-job.ts';
import { type ObjectivePlan, planObjectives } from './plan-objectives.ts';
import { type PreparedData, prepareData } from './prepare-data.ts';
import { pinCheckpoint, sameCommits } from './run/pin-checkpoints.ts';
import { RunLedger } from './run/run-ledger.ts';
import { describeCheckpoint, type FetchModel, findStartingPoints } from './starting-points.ts';
import { runStudent } from './student/run-student.ts';
import type { ReportedSet, Summary } from './summary.ts';
import { runBlackBox } from './teacher/run-black-box.ts';
import { type FinishedTeacher, runTeacher } from './teacher/run-teacher.ts';

/**
 * All steps of ReAugKD on one task, each run recorded while it goes on: a teacher with its head and knowledge base, then a student of
 * this teacher for each objective and seed. A student that diverges has failed, and the others go on.
 *
 * @throws Interrupted once the signal is aborted; what was under way is then recorded as cancelled
 * @throws TrainingDiverged where the teacher does, without whom there are no students
 */
export async function runPipeline(asked: PipelineJob, given: PipelineTools): Promise<Summary> {
  const forgetful = { path: null, checkpoints: asked.checkpoints, every: Number.POSITIVE_INFINITY };
  const tools = { ...given, ledger: given.ledger ?? (await RunLedger.create(forgetful, null)) };
  const { recipe, folders } = await findStartingPoints(asked.recipe, {
    fetchModel: sameCommits(given.fetchModel ?? noHub, tools.ledger),
    checkpoints: asked.checkpoints,
  });
  const job = { ...asked, recipe };
  const data = await prepareData(job, folders, tools);
  const classes = outputWidth(data.task);
  const named = {
    teacher: recipe.teacher.from,
    student: recipe.student.from,
    keys: keyCheckpoint(recipe.blackBox),
  };
  for (const encoder of ['teacher', 'student', 'keys'] as const) {
    const [from, folder] = [named[encoder], folders[encoder]];
    if (from === null || folder === null) continue;
    await pinCheckpoint(from, folder, tools.ledger);
    tools.progress.say(await describeCheckpoint(from, folder, classes));
  }
  const plan = await planObjectives(job, data, tools.clsStatesBudget);
  for (const note of plan.notes) tools.progress.say(note);
  tools.signal.throwIfAborted();
  const { blackBox } = job.recipe;
  const teacher = blackBox
    ? await runBlackBox(job, data, blackBox, tools)
    : await runTeacher(job, data, plan, tools);
  try {
    return {
      task: data.task,
      datasets: data.dev.map(reported),
      teacher: { seed: job.teacherSeed, scores: teacher.scores },
      ...(await runStudents(job, data, teacher, plan, tools)),
    };
  } finally {
    teacher.outputs.network?.dispose();
    teacher.keyEncoder?.dispose();
  }
}

function reported({ name, task, examples }: ExampleSet): ReportedSet {
  const counts = task.labels.map((_, id) => examples.filter(({ label }) => label === id).length);
  const baseline = task.kind === 'regression' ? null : majorityFigure(task, counts);
  return { name, score: tuningScoreName(task), baseline };
}

async function runStudents(
  job: PipelineJob,
  data: PreparedData,
  teacher: FinishedTeacher,
  { clsStates }: ObjectivePlan,
  tools: RunTools,
): Promise<Pick<Summary, 'students' | 'failed'>> {
  const students: Summary['students'] = [];
  const failed: Summary['failed'] = [];
  for (const [i, objective] of job.recipe.objectives.entries()) {
    for (const seed of job.seeds) {
      tools.signal.throwIfAborted();
      try {
        students.push(...(await runStudent(job, data, teacher, { objective, seed }, tools)));
      } catch (error) {
        if (!(error instanceof TrainingDiverged)) throw error;
        const name = runName(job, objective.name, seed);
        tools.progress.say(`${name} failed: ${error.message}`);
        failed.push({ name, message: error.message });
      }
    }
    keepClsStates(teacher.outputs, clsStates.slice(i + 1).flat());
  }
  return { students, failed };
}

/** Lets go of all others. */
function keepClsStates({ clsStates }: FinishedTeacher['outputs'], layers: readonly number[]): void {
  for (const layer of clsStates?.keys() ?? []) if (!layers.includes(layer)) clsStates?.delete(layer);
}

/** Where no Hub was given to the pipeline. */
const noHub: FetchModel = async ({ name }) => {
  throw new ExpectedError(
    'UNAVAILABLE',
    `${name} is a model of the Hub, and there is none here; name a folder.`,
  );
};
