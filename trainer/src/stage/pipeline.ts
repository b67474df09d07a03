import { rankingScore } from '@stillhouse/domain/score/scores-of.ts';
import type { PipelineJob, PipelineTools } from './pipeline-job.ts';
import { planObjectives } from './plan-objectives.ts';
import { prepareData } from './prepare-data.ts';
import { RunLedger } from './run-ledger.ts';
import { runStudent } from './run-student.ts';
import { runTeacher } from './run-teacher.ts';
import type { StudentScore, Summary } from './summary.ts';

/**
 * All steps of ReAugKD on one task, each run recorded while it goes on: a teacher with its head and knowledge base, then a student of
 * this teacher for each objective and seed.
 *
 * @throws Interrupted once the signal is aborted; what was under way is then recorded as cancelled
 */
export async function runPipeline(job: PipelineJob, given: PipelineTools): Promise<Summary> {
  const forgetful = { path: null, checkpoints: job.checkpoints, every: Number.POSITIVE_INFINITY };
  const tools = { ...given, ledger: given.ledger ?? (await RunLedger.create(forgetful, null)) };
  const data = await prepareData(job, tools);
  const { keepsNetwork } = await planObjectives(job, data);
  tools.signal.throwIfAborted();
  const teacher = await runTeacher(job, data, { keepsNetwork }, tools);
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
  }
}
