import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '@stillhouse/trainer/progress/progress.ts';
import type { Recorder } from '@stillhouse/trainer/record/recorder.ts';
import { runPipeline } from '@stillhouse/trainer/stage/pipeline.ts';
import type { PipelineJob } from '@stillhouse/trainer/stage/pipeline-job.ts';
import { RunLedger } from '@stillhouse/trainer/stage/run/run-ledger.ts';
import { silentRecorder } from '@stillhouse/trainer/stage/run/silent-recorder.ts';
import type { FetchModel } from '@stillhouse/trainer/stage/starting-points.ts';

/** What a training leaves: the points of its curves, and the bytes of its weights, by the run's name. */
export interface Left {
  curves: Map<string, number>;
  weights: Map<string, Buffer>;
  /** Names of what was trained when the training broke off, in order. */
  broken: string[];
}

export interface Tearing {
  /** Breaks each piece of work off once, after this step of it; left out: the training is left alone. */
  after?: number;
  /** Between a breaking off and the going on. */
  meanwhile?(): void;
  fetchModel?: FetchModel;
  /** Goes on with what the ledger's file has; left out: a new training. */
  again?: boolean;
}

class Torn extends Error {}

/**
 * Trains a job to its end. Where it is torn, each teacher, head, assistant and student breaks off in the middle, as abruptly as the
 * process allows: nothing is saved then, and it goes on from the ledger's file and the states on disk.
 *
 * @param ledger file of it
 */
export async function trainTorn(
  job: PipelineJob,
  ledger: string,
  { after, meanwhile, fetchModel, again = false }: Tearing = {},
): Promise<Left> {
  const curves = new Map<string, number>();
  const names = new Map<string, string>();
  const broken: string[] = [];
  const recorder: Recorder = {
    ...silentRecorder,
    async startRun({ id, name }) {
      names.set(id, name);
    },
    async logMetrics({ run, series }) {
      for (const { key, steps, values } of series.filter((one) => !one.key.endsWith('PerSecond'))) {
        steps.forEach((step, i) => {
          curves.set(`${names.get(run)} ${key} ${step}`, values[i] ?? Number.NaN);
        });
      }
    },
  };
  const progress: Progress = {
    begin: (title, unit) => ({
      update({ step }) {
        if (unit === 'bytes' || step !== after || broken.includes(title)) return;
        broken.push(title);
        throw new Torn(title);
      },
      end: () => undefined,
    }),
    say: () => undefined,
  };
  const signal = new AbortController().signal;
  const keeping = { path: ledger, checkpoints: job.checkpoints, every: 2 };
  let kept = again ? await RunLedger.open(keeping) : await RunLedger.create(keeping, null);
  for (;;) {
    try {
      await runPipeline(job, { recorder, progress, signal, ledger: kept, ...(fetchModel && { fetchModel }) });
      break;
    } catch (error) {
      if (!(error instanceof Torn)) throw error;
      await kept.close();
      meanwhile?.();
      kept = await RunLedger.open(keeping);
    }
  }
  await kept.close();
  const weights = new Map<string, Buffer>();
  for (const [id, name] of names) {
    const folder = join(job.checkpoints, id);
    const files = await readdir(folder).catch(() => [] as string[]); // a teacher known by predictions has none
    for (const file of files.filter((one) => one.endsWith('.safetensors'))) {
      weights.set(`${name} ${file}`, await readFile(join(folder, file)));
    }
  }
  return { curves, weights, broken };
}
