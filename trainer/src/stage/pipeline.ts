import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { rankingScore } from '@stillhouse/domain/score/scores-of.ts';
import { outputWidth } from '@stillhouse/domain/task/task.ts';
import type { PipelineJob, PipelineTools } from './pipeline-job.ts';
import { planObjectives } from './plan-objectives.ts';
import { prepareData } from './prepare-data.ts';
import { runBlackBox } from './run-black-box.ts';
import { RunLedger } from './run-ledger.ts';
import { runStudent } from './run-student.ts';
import { runTeacher } from './run-teacher.ts';
import { describeCheckpoint, type FetchModel, findStartingPoints } from './starting-points.ts';
import type { StudentScore, Summary } from './summary.ts';

/**
 * All steps of ReAugKD on one task, each run recorded while it goes on: a teacher with its head and knowledge base, then a student of
 * this teacher for each objective and seed.
 *
 * @throws Interrupted once the signal is aborted; what was under way is then recorded as cancelled
 */
export async function runPipeline(asked: PipelineJob, given: PipelineTools): Promise<Summary> {
  const forgetful = { path: null, checkpoints: asked.checkpoints, every: Number.POSITIVE_INFINITY };
  const tools = { ...given, ledger: given.ledger ?? (await RunLedger.create(forgetful, null)) };
  const { recipe, folders } = await findStartingPoints(asked.recipe, given.fetchModel ?? noHub);
  const job = { ...asked, recipe };
  const data = await prepareData(job, folders, tools);
  const classes = outputWidth(data.task);
  for (const encoder of ['teacher', 'student'] as const) {
    const [from, folder] = [recipe[encoder].from, folders[encoder]];
    if (from !== null && folder !== null) tools.progress.say(await describeCheckpoint(from, folder, classes));
  }
  const { keepsNetwork } = await planObjectives(job, data);
  tools.signal.throwIfAborted();
  const { blackBox } = job.recipe;
  const teacher = blackBox
    ? await runBlackBox(job, data, blackBox, tools)
    : await runTeacher(job, data, { keepsNetwork }, tools);
  try {
    const students: StudentScore[] = [];
    for (const objective of job.recipe.objectives) {
      for (const seed of job.seeds) {
        tools.signal.throwIfAborted();
        students.push(...(await runStudent(job, data, teacher, { objective, seed }, tools)));
      }
    }
    return {
      task: data.task,
      score: rankingScore(data.task),
      teacher: { seed: job.teacherSeed, scores: teacher.scores },
      students,
    };
  } finally {
    teacher.outputs.network?.dispose();
    teacher.keyEncoder?.dispose();
  }
}

/** Where no Hub was given to the pipeline. */
const noHub: FetchModel = async ({ name }) => {
  throw new ExpectedError(
    'UNAVAILABLE',
    `${name} is a model of the Hub, and there is none here; name a folder.`,
  );
};
