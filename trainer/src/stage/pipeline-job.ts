import type { Pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import type { Environment, StartRun } from '@stillhouse/domain/record/run.ts';
import { taskOf } from '@stillhouse/domain/task/custom-task.ts';
import type { Progress } from '../progress/progress.ts';
import type { OpenedRecorder } from '../record/open-recorder.ts';
import type { Recorder } from '../record/recorder.ts';
import type { LoadMeter } from '../system/machine-load.ts';
import type { RunLedger } from './run/run-ledger.ts';
import type { FetchModel } from './starting-points.ts';

/** What one call of the trainer does. */
export interface PipelineJob {
  recipe: Pipeline;
  /** Where the task's files lie; null for a generated task. */
  dataFolder: string | null;
  project: string;
  /** First part of each run's name; the task where it is left out. */
  name: string | null;
  tags: readonly string[];
  notes: string | null;
  /** A student for each seed and objective. */
  seeds: readonly number[];
  /** All students share one teacher. */
  teacherSeed: number;
  environment: Environment;
  /** Folder that takes one folder of files for each run. */
  checkpoints: string;
}

/** Whom it tells, and when it stops. */
export interface PipelineTools {
  recorder: Recorder;
  progress: Progress;
  /** Aborted with Interrupted. */
  signal: AbortSignal;
  /** Brings models of the Hub; left out where there is no Hub to ask. */
  fetchModel?: FetchModel;
  /** What the training is taken up from; left out where nothing is kept. */
  ledger?: RunLedger;
  /** Looks at the machine while a student's latency is measured; left out: it is measured at once, whatever else the machine does. */
  load?: LoadMeter;
  /** Samples the system while a run goes on. */
  system?: OpenedRecorder['system'];
  /** Bytes of the teacher's [CLS] states that are kept in memory; left out: 512 MiB. */
  clsStatesBudget?: number;
}

/** The same, with a ledger in any case. */
export interface RunTools extends PipelineTools {
  ledger: RunLedger;
}

/** What every run of the job records alike. */
export function commonFields(
  job: PipelineJob,
): Pick<StartRun, 'project' | 'task' | 'tags' | 'notes' | 'environment'> {
  return {
    project: job.project,
    task: taskOf(job.recipe.data.task).id,
    tags: [...job.tags],
    notes: job.notes,
    environment: job.environment,
  };
}

/** `synthetic-sentiment/reaugkd/seed-1` */
export function runName(job: PipelineJob, part: string, seed: number): string {
  return `${job.name ?? taskOf(job.recipe.data.task).id}/${part}/seed-${seed}`;
}
